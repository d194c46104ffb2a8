import { AirssysError } from '@airssys/model';
import type { SandboxState } from './sandbox.ts';

/** @throws AirssysError `AIRSSYS_SANDBOX_STATE` where the instance takes no calls. */
export function demandReady(state: SandboxState, operation: string): void {
  if (state === 'ready') return;
  throw new AirssysError('AIRSSYS_SANDBOX_STATE', `${operation} cannot be called: the instance is ${state}`, {
    hint: 'Make a new instance of the component.',
    data: { state },
  });
}
