/**
 * Errors from inside of a component. The SDK's runtime tells the host of an error before it ends the instance, in a log
 * entry with the context value `airssys:error`. Its stack is in positions of the bundled script, in the engine's format;
 * here it becomes a stack in the author's files.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { ASYNC_NAME_PREFIX } from '@airssys/model';

/** The name of the context value that carries an error. */
export const ERROR_CONTEXT = 'airssys:error';

/** An error inside of a component, as it is told outside. */
export interface GuestError {
  /** The error's `name`, such as `TypeError`; of an error whose class gives it none, the name of the class. */
  readonly name: string;
  /** The error's `message`. */
  readonly message: string;
  /** Lines of `at FUNCTION (FILE:LINE:COLUMN)` from where the error was made, in the author's files where a source map is there. */
  readonly stack: string;
  /** The operation or hook that threw. */
  readonly operation: string;
  /** Whether it left an operation, which ends the instance; an error of a lifecycle hook is also answered as a result. */
  readonly isFatal: boolean;
  /** The error's own `code`, where it has one. */
  readonly code: string | undefined;
  /** The error's `cause`, where that is an error. */
  readonly cause: GuestError | undefined;
  /** Those that an `AggregateError` holds, or the two of a `SuppressedError`. */
  readonly errors: readonly GuestError[];
}

/** Levels of causes and of errors inside of errors; and errors of one report, all levels together. */
const MAX_DEPTH = 8;
const MAX_ERRORS = 24;
// INVARIANT: what a report can make the host do is bounded, since it costs the guest no fuel.
const MAX_REPORT_LENGTH = 1 << 20;
const MAX_FRAMES = 200;
const MAX_FRAME_LENGTH = 1_000;

/** Reads the report; undefined where it is not one. It comes from the guest, so nothing of it is taken for granted. */
export function parseGuestError(json: string, sourceMap: SourceMapper | undefined): GuestError | undefined {
  if (json.length > MAX_REPORT_LENGTH) return undefined;
  try {
    return toGuestError(JSON.parse(json), sourceMap, { depth: MAX_DEPTH, budget: { errors: MAX_ERRORS } });
  } catch {
    return undefined;
  }
}

interface Bounds {
  /** Levels that are left. */
  readonly depth: number;
  /** Shared by the errors of one report. */
  readonly budget: { errors: number };
}

function toGuestError(
  value: unknown,
  mapper: SourceMapper | undefined,
  { depth, budget }: Bounds,
): GuestError | undefined {
  if (typeof value !== 'object' || value === null || depth < 0 || budget.errors === 0) return undefined;
  budget.errors -= 1;
  const inner = (one: unknown): GuestError | undefined => toGuestError(one, mapper, { depth: depth - 1, budget });
  const text = (key: string): string => {
    const found: unknown = Reflect.get(value, key);
    return typeof found === 'string' ? found : '';
  };
  return {
    name: text('name') || 'Error',
    message: text('message'),
    stack: mapper ? mapper.mapStack(text('stack')) : text('stack'),
    operation: text('operation'),
    isFatal: Reflect.get(value, 'isFatal') === true,
    code: text('code') || undefined,
    cause: inner(Reflect.get(value, 'cause')),
    errors: listOf(Reflect.get(value, 'errors')).flatMap((one) => inner(one) ?? []),
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, MAX_ERRORS) : []);

/** What led to an error: `caused by`, and the errors that it holds; each with its stack. Empty where nothing did. */
export function formatCauses({ cause, errors }: GuestError, indent = ''): string {
  const parts = [
    ...(cause ? [{ label: 'caused by', error: cause }] : []),
    ...errors.map((error, index) => ({ label: `[${index}]`, error })),
  ];
  return parts
    .map(({ label, error }) => {
      const head = `${indent}${label} ${error.name}: ${error.message}`;
      const stack = error.stack === '' ? '' : `\n${error.stack.replaceAll(/^/gm, indent)}`;
      const inner = formatCauses(error, `${indent}  `);
      return `${head}${stack}${inner === '' ? '' : `\n${inner}`}`;
    })
    .join('\n');
}

/** What ends a frame of either engine: `name@file:line:column`, `at name (file:line:column)`, `at file:line:column`. */
const POSITION = /[/:@(\s]([^/:@(\s]+):(\d{1,9}):(\d{1,9})\)?$/;
/** How the build names sources that are not the author's: the SDK's, and the adapter. */
const NOT_THE_AUTHORS = 'airssys:';

/** Finds the author's positions behind positions of the bundled script. */
export class SourceMapper {
  readonly #map: SourceMap;
  readonly #scriptName: string;
  /** All sources, once they have been looked into. */
  #text: string | undefined;

  /** @param scriptName What frames of the bundled script have as their file; engines have scripts of their own besides. */
  constructor(json: string, scriptName: string) {
    this.#map = new SourceMap(JSON.parse(json) as SourceMapPayload); // the constructor checks what it reads
    this.#scriptName = scriptName;
  }

  /** A stack of the engine as one of the author's files: own frames only, the innermost first. */
  mapStack(stack: string): string {
    const frames: string[] = [];
    let inside: string | undefined;
    for (const line of stack.split('\n', MAX_FRAMES)) {
      const frame = this.#mapFrame(line);
      if (frame === undefined) continue;
      const { name, place } = frame;
      // An `async` function that has not waited yet has two frames: its body's, and its own at its head.
      const isHead = inside !== undefined && [inside, this.#authorsName(inside)].includes(name.split('.').at(-1) ?? '');
      inside = name.startsWith(ASYNC_NAME_PREFIX) ? name.slice(ASYNC_NAME_PREFIX.length) : undefined;
      if (isHead) continue;
      const shown = this.#authorsName(inside ?? name);
      frames.push(shown ? `    at ${shown} (${place})` : `    at ${place}`);
    }
    return frames.join('\n');
  }

  /** The build makes `#load` the function `load_fn` where the class has decorators or the method waits. */
  #authorsName(name: string): string {
    const [, method] = /^([\w$]+)_fn$/.exec(name) ?? [];
    if (method === undefined) return name;
    this.#text ??= this.#map.payload.sourcesContent.join('\n');
    return this.#text.includes(`#${method}`) ? `#${method}` : name;
  }

  /** Undefined for a line that is no frame of the author's. */
  #mapFrame(line: string): { readonly name: string; readonly place: string } | undefined {
    if (line.length > MAX_FRAME_LENGTH) return undefined;
    const text = line.trim();
    const position = POSITION.exec(` ${text}`);
    if (position?.[1] !== this.#scriptName) return undefined;
    const entry = this.#map.findEntry(Number(position[2]) - 1, Number(position[3]) - 1);
    if (!('originalSource' in entry)) return undefined;
    const place = `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    if (place.startsWith(NOT_THE_AUTHORS)) return undefined;
    const head = text.slice(0, position.index); // with what stands before the file's name
    const name = head
      .slice(0, Math.max(head.lastIndexOf('@'), head.lastIndexOf('('), 0))
      .replace(/^at /, '')
      .trim();
    return { name, place };
  }
}
