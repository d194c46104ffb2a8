import type { AbiResult, OperationCodec } from '@airssys/model/codec';
import { declaredIndex } from '../declared-errors.ts';
import type { Promises } from './promise/drive.ts';
import { reportError } from './report.ts';
import { state } from './state.ts';

/** A function in the engines' calling convention: an error of a `result` is thrown. */
export type EngineFunction = (this: unknown, ...args: unknown[]) => unknown;

/** What an exported function calls. */
export interface ExportedMethod {
  readonly codec: OperationCodec;
  /** Its name in messages. */
  readonly label: string;
  /** What has the author's method: the component, or what a handle (`this` of the engine's call) stands for. */
  readonly target: (self: unknown) => object;
  /** Absent where nothing makes promises. */
  readonly promises: Promises | undefined;
  /** Called first. */
  readonly onEnter?: (() => void) | undefined;
}

/**
 * Wraps a method of the author's for the engine: values lifted, the method called, the result lowered. What it throws and
 * does not declare is told to the host before it ends the instance.
 */
export function exportedCall(method: ExportedMethod): EngineFunction {
  const { codec, label, promises, onEnter } = method;
  return function (this: unknown, ...args) {
    state.started = true;
    onEnter?.();
    let outcome: AbiResult;
    try {
      outcome = run(method, this, codec.liftParams(args));
    } catch (error) {
      reportError(error, label, true);
      throw error;
    }
    promises?.finishJobs(label);
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  };
}

/** Calls the method, and lowers what it answers or throws. What it does not declare to throw is thrown on. */
function run({ codec, label, target, promises }: ExportedMethod, self: unknown, args: unknown[]): AbiResult {
  const { key, async, throws } = codec.model;
  // The build read this method off the class: it is there, and it is a function.
  const owner = target(self) as Record<string, (...values: unknown[]) => unknown>;
  let answer: unknown;
  try {
    const returned = owner[key]?.(...args);
    answer = async === true && promises !== undefined ? promises.settle(returned, label) : returned;
  } catch (error) {
    const index = throws === true ? declaredIndex(owner, key, error) : undefined;
    const outcome = index === undefined ? undefined : codec.lowerThrown(error, index);
    if (outcome === undefined) throw error;
    return outcome;
  }
  return codec.lowerResult(answer);
}
