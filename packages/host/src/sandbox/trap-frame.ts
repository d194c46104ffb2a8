/** The guest's calls that were under way when a call trapped, the innermost first. */
import { fileURLToPath } from 'node:url';
import { originOf, readModuleName } from '../engine/module-name.ts';
import type { GuestError } from './guest-error.ts';

/** A function of a core module, in the words of the component's binary. */
export interface WasmFrame {
  readonly kind: 'wasm';
  /** From the module's name section, else the name that the function is exported under. */
  readonly name: string | undefined;
  /** Index in the module as it came, imported functions counted. */
  readonly functionIndex: number;
  /** Number of the core module in the component, from 0. */
  readonly module: number;
}

/** A function of the author's, of a component that runs a script. */
export interface SourceFrame {
  readonly kind: 'source';
  /** The function's name; undefined where it has none. */
  readonly name: string | undefined;
  /** The author's file, as the source map has it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A call that was under way in a component: in the author's sources, or in a core module. */
export type TrapFrame = WasmFrame | SourceFrame;

export const MAX_FRAMES = 50;
const MAX_NAME_LENGTH = 200;

/** As {@link moduleName} names modules; the name of the function is the guest's, and may be anything. */
const WASM_LINE =
  /^(?:\s*at )?(.*?)(?: \(|)wasm:\/\/wasm\/(core-[\d._]+-\d+)-[\da-f]+:wasm-function\[(\d+)\]:0x[\da-f]+\)?$/;
const SOURCE_LINE = /^\s*at (?:(.*) \()?(.+):(\d+):(\d+)\)?$/;

/** Where the host enters a guest: what stands below in a stack belongs to whoever has called. */
export function enterGuest<T>(run: () => T): T {
  return run();
}

/** A loader may have left the file's path in the place of its URL. */
const ENTRIES: readonly string[] = [import.meta.url, fileURLToPath(import.meta.url)].map(
  (file) => `enterGuest (${file}:`,
);

/**
 * The guest's frames in the stack of what was thrown. Frames of the host, of the glue, and of functions that the metering has
 * appended are left out. Empty where nothing is known: a stack that was cut before it came to the guest, for one.
 */
export function wasmFrames(thrown: unknown): readonly WasmFrame[] {
  const stack = stackOf(thrown);
  const frames: WasmFrame[] = [];
  for (const line of stack.split('\n')) {
    if (ENTRIES.some((entry) => line.includes(entry)) || frames.length === MAX_FRAMES) break;
    const [, head = '', whole = '', index] = WASM_LINE.exec(line) ?? [];
    const identity = readModuleName(whole);
    const origin = identity && originOf(Number(index), identity);
    if (origin === undefined) continue;
    const name = head.startsWith(`${whole}.`) ? printable(head.slice(whole.length + 1)) : undefined;
    frames.push({ kind: 'wasm', name: name || undefined, ...origin });
  }
  return frames;
}

/** The author's frames of an error that a script has told of. */
export function sourceFrames(error: GuestError | undefined): readonly SourceFrame[] {
  const lines = error?.stack.split('\n', MAX_FRAMES) ?? [];
  return lines.flatMap((text): SourceFrame[] => {
    const [, name, file, line, column] = SOURCE_LINE.exec(text) ?? [];
    if (file === undefined) return [];
    return [{ kind: 'source', name, file, line: Number(line), column: Number(column) }];
  });
}

/** Lines as a stack has them. A function that calls itself is written once, with how often it follows. Answers one text. */
export function formatFrames(frames: readonly TrapFrame[]): string {
  const lines: { readonly text: string; times: number }[] = [];
  for (const frame of frames) {
    const text = `    at ${formatFrame(frame)}`;
    const last = lines.at(-1);
    if (last?.text === text) last.times += 1;
    else lines.push({ text, times: 1 });
  }
  return lines.map(({ text, times }) => (times === 1 ? text : `${text}, ${times} times`)).join('\n');
}

function formatFrame(frame: TrapFrame): string {
  if (frame.kind === 'wasm') {
    return `${frame.name ?? '(unnamed)'} (module ${frame.module}, function ${frame.functionIndex})`;
  }
  const place = `${frame.file}:${frame.line}:${frame.column}`;
  return frame.name === undefined ? place : `${frame.name} (${place})`;
}

/** What was thrown may be anything, with a getter that throws in the stack's place. */
function stackOf(thrown: unknown): string {
  try {
    const isHolder = typeof thrown === 'object' && thrown !== null;
    const stack: unknown = isHolder ? Reflect.get(thrown, 'stack') : undefined;
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
}

/** INVARIANT: a name comes from the guest. It writes no line of its own, and no commands of a terminal. */
const printable = (name: string): string =>
  name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, MAX_NAME_LENGTH);
