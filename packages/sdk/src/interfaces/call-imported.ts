/** One call of an imported function: arguments lowered, the engine's function called, what comes back lifted. */
import { AirssysError, isAirssysError } from '@airssys/model';
import type { AbiResult, OperationCodec } from '@airssys/model/codec';

/**
 * @param name `interface#function`, which faults begin with.
 * @param call Calls the engine's function.
 */
export function callImported(
  name: string,
  codec: OperationCodec,
  args: readonly unknown[],
  call: (lowered: readonly unknown[]) => unknown,
): unknown {
  const lowered = naming(name, () => codec.lowerParams(args));
  const outcome = outcomeOf(codec, () => call(lowered));
  return naming(name, () => codec.liftResult(outcome));
}

/** Engines throw the `err` of a result: an object whose `payload` it is. */
function outcomeOf({ model }: OperationCodec, call: () => unknown): AbiResult {
  try {
    return { ok: true, value: call() };
  } catch (thrown) {
    const isErr = typeof thrown === 'object' && thrown !== null && 'payload' in thrown;
    if (model.result?.kind !== 'result' || !isErr) throw thrown;
    return { ok: false, error: thrown.payload };
  }
}

function naming<T>(name: string, convert: () => T): T {
  try {
    return convert();
  } catch (error) {
    if (!isAirssysError(error, 'AIRSSYS_VALUE_INVALID')) throw error;
    throw new AirssysError(error.code, `${name}: ${error.message}`, { hint: error.hint, data: error.data });
  }
}
