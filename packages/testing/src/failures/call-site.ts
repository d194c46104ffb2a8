/** Where a test has called a component: what an error from behind the sandbox knows nothing of. */
import { fileURLToPath } from 'node:url';

/** The directories whose frames are not the test's: this package's code, the host's and the model's. */
const OWN = ['@airssys/host', '@airssys/model', '@airssys/sdk/build']
  .map((name) => new URL('.', import.meta.resolve(name)))
  .concat(new URL('..', import.meta.url))
  .flatMap((url) => [fileURLToPath(url), String(url)])
  // In this repository, stacks are in positions of the sources.
  .flatMap((dir) => [dir, dir.replace(/([/\\])dist([/\\])/, '$1src$2')]);

const FRAME = /^\s+at /;

/** Lines of the stack that are of the caller, as a promise's rejection finds none. Read where it is needed: it costs. */
export type CallSite = () => readonly string[];

/** The place that is calling. */
export function callSite(): CallSite {
  const here = new Error('the call');
  return () => callerFrames(here.stack ?? '');
}

/** The frames of a stack from the first on that is neither this package's nor the host's. */
export function callerFrames(stack: string): readonly string[] {
  const frames = stack.split('\n').filter((line) => FRAME.test(line));
  const first = frames.findIndex((line) => !isOwn(line));
  return first === -1 ? [] : frames.slice(first).filter((line) => !isOwn(line));
}

const isOwn = (line: string): boolean =>
  OWN.some((dir) => line.includes(dir)) || /\(?(?:node:|wasm:)|<anonymous>|glue\.mjs/.test(line);
