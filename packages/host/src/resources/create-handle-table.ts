import { type EngineName, isAirssysError } from '@airssys/model';
import { LIFECYCLE } from '../lifecycle-calls.ts';
import type { ExportedFunction, Sandbox } from '../sandbox/sandbox.ts';
import { HandleTable } from './handle-table.ts';

/** A function of every component of airssys: with it, QuickJS disposes what has been dropped. */
const METADATA: ExportedFunction = { interface: LIFECYCLE, name: 'metadata' };

/** The table of an instance's handles. To drop one is a call, with its turn and its limits. */
export function createHandleTable(sandbox: Sandbox, engine: EngineName | undefined): HandleTable {
  const collector = engine === 'quickjs' ? METADATA : undefined;
  return new HandleTable({
    id: sandbox.id,
    drop: async ({ token, label }) => {
      if (sandbox.state !== 'ready') return; // the object went with its instance
      const of = { resource: token.resource, kind: 'drop' as const, collector };
      const fn: ExportedFunction = { interface: undefined, name: '', of };
      try {
        await sandbox.call(fn, `${label}[Symbol.dispose]`, [token]);
      } catch (error) {
        // A component of another toolchain has taken it over in an earlier call.
        if (!isAirssysError(error, 'AIRSSYS_SANDBOX_HANDLE')) throw error;
      }
    },
  });
}
