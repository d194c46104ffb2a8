/**
 * Errors from behind the sandbox, as a test shows them: the component's frames first, in files that an editor can open, with the code
 * there; then the test that has called. What the host and the glue have in the stack tells an author nothing.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import type { GuestError, SourceFrame, TrapError } from '@airssys/host';
import { isAirssysError } from '@airssys/model';
import { diagnosticsOf, nearest } from '@airssys/sdk/build';
import { callerFrames, type CallSite } from './call-site.ts';
import { codeFrame, type Place } from './code-frame.ts';

const presented = new WeakSet<Error>();

/** Where the files of a component are that its frames name: its project, from the mounted file on. */
export function projectOf(file: string): string {
  return nearest(dirname(file), 'package.json') ?? dirname(file);
}

/**
 * Changes how the error of a call is shown: its stack, its causes, and `codeFrame`, which Vitest prints. Its other properties stay.
 * What is thrown otherwise is handed back as it is.
 */
export function presentError(error: unknown, projectDir: string, site: CallSite): unknown {
  if (!(error instanceof Error) || presented.has(error)) return error;
  presented.add(error);
  if (isTrap(error)) presentTrap(error, projectDir, site);
  else if (isAirssysError(error, 'AIRSSYS_BUILD_SOURCE')) presentBuildError(error, site);
  else if (callerFrames(error.stack ?? '').length === 0 || isAirssysError(error)) setStack(error, site());
  return error;
}

/** By its properties, not its class: a trap may come from another copy of the host. */
const isTrap = (error: Error): error is TrapError => isAirssysError(error) && 'frames' in error && 'kind' in error;

function presentTrap(trap: TrapError, projectDir: string, site: CallSite): void {
  const frames = trap.frames.filter((frame): frame is SourceFrame => frame.kind === 'source');
  const places = frames.map((frame) => ({ ...frame, file: absolute(frame.file, projectDir) }));
  setStack(trap, [...places.map(frameLine), ...site()]);
  showCode(trap, places[0]);
  const { guestError } = trap;
  const cause = guestError && causeOf(guestError, projectDir);
  // Of what a script has thrown, the engine's own end says no more.
  if (cause !== undefined || trap.kind === 'guest-error') define(trap, 'cause', cause);
  else if (trap.cause instanceof Error) setStack(trap.cause, callerFrames(trap.cause.stack ?? ''));
}

function presentBuildError(error: Error, site: CallSite): void {
  const [first] = isAirssysError(error) ? diagnosticsOf(error).filter(({ severity }) => severity === 'error') : [];
  setStack(error, [...(first ? [frameLine(first)] : []), ...site()]);
  showCode(error, first);
}

/** What led to an error inside of a component, as an error of its own. */
function causeOf({ cause, errors }: GuestError, projectDir: string): Error | undefined {
  if (cause !== undefined) return guestCause(cause, projectDir);
  if (errors.length === 0) return undefined;
  const lines = errors.map(({ name, message }, index) => `[${index}] ${name}: ${message}`);
  const [first] = errors;
  return named('Errors', lines.join('\n'), absoluteFrames(first?.stack ?? '', projectDir), undefined);
}

function guestCause(error: GuestError, projectDir: string): Error {
  const frames = absoluteFrames(error.stack, projectDir);
  return named(error.name, error.message, frames, causeOf(error, projectDir));
}

function named(name: string, message: string, frames: readonly string[], cause: Error | undefined): Error {
  const error = new Error(message, cause && { cause });
  define(error, 'name', name);
  setStack(error, frames);
  return error;
}

const GUEST_FRAME = /^(\s+at (?:.* \()?)([^()]+)(:\d+:\d+\)?)$/;

function absoluteFrames(stack: string, projectDir: string): readonly string[] {
  return stack.split('\n').flatMap((line) => {
    const [, head, file, place] = GUEST_FRAME.exec(line) ?? [];
    return file === undefined ? [] : [`${head}${absolute(file, projectDir)}${place}`];
  });
}

const absolute = (file: string, projectDir: string): string => (isAbsolute(file) ? file : resolve(projectDir, file));

function frameLine({ file, line, column, name }: Place & { readonly name?: string | undefined }): string {
  const place = `${file}:${line}:${column}`;
  return name === undefined ? `    at ${place}` : `    at ${name} (${place})`;
}

function setStack(error: Error, frames: readonly string[]): void {
  define(error, 'stack', [`${error.name}: ${error.message}`, ...frames].join('\n'));
}

function showCode(error: Error, place: Place | undefined): void {
  const frame = place && codeFrame(place);
  if (frame !== undefined) define(error, 'codeFrame', frame);
}

/** As the properties of errors are: not among those that are compared or listed. */
function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false });
}
