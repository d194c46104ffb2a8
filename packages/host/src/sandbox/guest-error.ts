/**
 * Errors from inside of a component. The SDK's runtime tells the host of an error before it ends the instance, in a log
 * entry with the context value `airssys:error`. Its stack is in positions of the bundled script, in the engine's format;
 * here it becomes a stack in the author's files.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';

/** The name of the context value that carries an error. */
export const ERROR_CONTEXT = 'airssys:error';

export interface GuestError {
  readonly name: string;
  readonly message: string;
  /** Lines of `at FUNCTION (FILE:LINE:COLUMN)`, in the author's files where a source map is there. */
  readonly stack: string;
  /** The operation or hook that threw. */
  readonly operation: string;
  /** Whether it left an operation, which ends the instance; an error of a lifecycle hook is also answered as a result. */
  readonly isFatal: boolean;
  /** The error's own `code`, where it has one. */
  readonly code: string | undefined;
  readonly cause: GuestError | undefined;
}

const MAX_CAUSES = 8;
// INVARIANT: what a report can make the host do is bounded, since it costs the guest no fuel.
const MAX_REPORT_LENGTH = 1 << 20;
const MAX_FRAMES = 200;
const MAX_FRAME_LENGTH = 1_000;

/** Reads the report; undefined where it is not one. It comes from the guest, so nothing of it is taken for granted. */
export function parseGuestError(json: string, sourceMap: SourceMapper | undefined): GuestError | undefined {
  if (json.length > MAX_REPORT_LENGTH) return undefined;
  try {
    return toGuestError(JSON.parse(json), sourceMap, MAX_CAUSES);
  } catch {
    return undefined;
  }
}

function toGuestError(value: unknown, mapper: SourceMapper | undefined, causesLeft: number): GuestError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
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
    cause: causesLeft > 0 ? toGuestError(Reflect.get(value, 'cause'), mapper, causesLeft - 1) : undefined,
  };
}

/** What ends a frame of either engine: `name@file:line:column`, `at name (file:line:column)`, `at file:line:column`. */
const POSITION = /:(\d{1,9}):(\d{1,9})\)?$/;
/** How the build names sources that are not the author's: the SDK's, and the adapter. */
const NOT_THE_AUTHORS = 'airssys:';

/** Finds the author's positions behind positions of the bundled script. */
export class SourceMapper {
  readonly #map: SourceMap;

  constructor(json: string) {
    this.#map = new SourceMap(JSON.parse(json) as SourceMapPayload); // the constructor checks what it reads
  }

  /** A stack of the engine as one of the author's files: own frames only, the innermost first. */
  mapStack(stack: string): string {
    return stack
      .split('\n', MAX_FRAMES)
      .flatMap((line) => this.#mapFrame(line))
      .join('\n');
  }

  #mapFrame(line: string): readonly string[] {
    if (line.length > MAX_FRAME_LENGTH) return [];
    const text = line.trim();
    const position = POSITION.exec(text);
    if (!position) return [];
    const entry = this.#map.findEntry(Number(position[1]) - 1, Number(position[2]) - 1);
    if (!('originalSource' in entry)) return [];
    const place = `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    if (place.startsWith(NOT_THE_AUTHORS)) return [];
    const head = text.slice(0, position.index);
    const name = head
      .slice(0, Math.max(head.lastIndexOf('@'), head.lastIndexOf('('), 0))
      .replace(/^at /, '')
      .trim();
    return [name ? `    at ${name} (${place})` : `    at ${place}`];
  }
}
