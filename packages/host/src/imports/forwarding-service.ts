import { AirssysError, type ImportedInterface, toCamelCase } from '@airssys/model';
import type { CallOutcome } from '../sandbox/sandbox.ts';
import { type HostCall, type HostFunction, type HostService, WitError } from '../services/host-service.ts';

/**
 * An interface whose calls go to another component. The values of both sides are the glue's, of one WIT type: they pass as they are.
 *
 * @param rule Why a call is allowed, for the audit log.
 * @param call Answers a function by its WIT name.
 */
export function forwardingService(
  { wit, operations }: ImportedInterface,
  rule: string,
  call: (name: string, args: readonly unknown[]) => Promise<CallOutcome>,
): HostService {
  const access = { area: 'import', action: 'call', resource: wit } as const;
  const functions = operations.map(({ name, result }): [string, HostFunction] => [
    toCamelCase(name),
    {
      access: () => access,
      allows: () => rule,
      fallible: result?.kind === 'result',
      call: async (_call: HostCall, ...args: readonly unknown[]) => {
        const outcome = await call(name, args);
        if (outcome.ok) return outcome.value;
        throw WitError.withPayload(outcome.error);
      },
    },
  ]);
  return { interface: wit, waiting: Object.fromEntries(functions) };
}

export function hasResources(wit: string, resource: string, who: string): AirssysError {
  return new AirssysError(
    'AIRSSYS_CONFIG_INVALID',
    `${who} cannot provide ${wit}: handles of its resource ${resource} do not pass from instance to instance`,
    {
      hint: 'Provide the interface in JavaScript, with a class that calls the other; or compose the two into one: airssys compose.',
    },
  );
}
