import { AirssysError } from '../errors.ts';
import type { OperationModel, Parameter } from '../types/operation.ts';
import type { Converter } from './converter.ts';
import { asValueError } from './value-fault.ts';

/** An operation's parameter with its compiled type. */
export interface CompiledParameter {
  readonly model: Parameter;
  readonly converter: Converter;
}

/**
 * Checks how many arguments a caller gave: parameters at the end that are optional may be left out.
 *
 * @throws AirssysError `AIRSSYS_VALUE_INVALID`
 */
export function checkArgumentCount(operation: OperationModel, given: number): void {
  const { key, params } = operation;
  let least = params.length;
  while (least > 0 && params[least - 1]?.optional === true) least--;
  if (given >= least && given <= params.length) return;
  const names = params.map((param) => `${param.key}${param.optional === true ? '?' : ''}`).join(', ');
  const named = names === '' ? '' : ` (${names})`;
  const count = least === params.length ? `${least}` : `${least} to ${params.length}`;
  const expected = `${count} argument${count === '1' ? '' : 's'}${named}`;
  throw new AirssysError('AIRSSYS_VALUE_INVALID', `${key}: expected ${expected}, got ${given}`, {
    data: { path: key, expected },
  });
}

/** Converts each parameter's argument; one that is left out counts as undefined. */
export function convertArguments(
  params: readonly CompiledParameter[],
  direction: keyof Converter,
  args: readonly unknown[],
): unknown[] {
  return params.map(({ model, converter }, index) => {
    try {
      return converter[direction](args[index]);
    } catch (error) {
      throw asValueError(error, model.key);
    }
  });
}
