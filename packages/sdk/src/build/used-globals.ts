/**
 * Which of the runtime's globals a component can come across. Each instance has its component's code in its memory, and that of the
 * globals is a third of a small one.
 */
import { answersHttp, type ComponentModel } from '@airssys/model';

/** The modules of `runtime/globals`, in the order in which they are evaluated. */
export const GLOBALS = ['promises', 'timers', 'clock', 'random', 'console', 'text'] as const;

export type GlobalsName = (typeof GLOBALS)[number];

/** What leads to a global without naming it: the global object, and what makes code of text. */
const ANYTHING = /\b(?:globalThis|eval|Function)\b|\.constructor\b|\bconstructor\b(?!\()/;
/** What esbuild's helper for decorators says of what is no function. */
const DECORATORS_WORDS = '"Function expected"';

/** Names of globals, and of what goes by them. An object with `then` is waited for as a promise is. */
const WORDS: Readonly<Record<GlobalsName, RegExp>> = {
  promises: /\b(?:Promise|queueMicrotask|fromAsync|AsyncDisposableStack|then|setTimeout|setInterval)\b|\bArray\[/,
  timers: /\b(?:setTimeout|setInterval|clearTimeout|clearInterval)\b/,
  clock: /\bDate\b/,
  random: /\brandom\b|\bMath\b(?!\.)/,
  console: /\bconsole\b/,
  text: /\bText(?:Encoder|Decoder)\b/,
};

/**
 * The globals by the words in a component's own code: all that is there besides the runtime, as esbuild prints it, which spells each name in
 * one way and lowers what waits to `Promise`.
 *
 * INVARIANT: a global that is left out is not named anywhere, not even within a string or a longer expression. Where code can be made
 * of text, or the global object is at hand, all of them are there.
 */
export function usedGlobals(script: string, model: ComponentModel): readonly GlobalsName[] {
  if (ANYTHING.test(script.replaceAll(DECORATORS_WORDS, ''))) return GLOBALS;
  return GLOBALS.filter((name) => WORDS[name].test(script) || (name === 'promises' && demandsPromises(model)));
}

/** The parts of the runtime that run promises to their end. */
function demandsPromises(model: ComponentModel): boolean {
  const { operations, types } = model.operations;
  return (
    answersHttp(model) || types.some(({ kind }) => kind === 'resource') || operations.some((one) => one.async === true)
  );
}
