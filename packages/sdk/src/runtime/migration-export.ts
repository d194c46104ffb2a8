/** The component's side of WIT `airssys:ext-lifecycle/migration@1.0.0`. */
import type { ComponentModel } from '@airssys/model';
import { wellFormed } from '../text.ts';
import { errorLine } from './error-description.ts';
import type { CallMethod } from './lifecycle-export.ts';
import { reportError } from './report.ts';
import { state } from './state.ts';
import { decodeState, encodeState } from './state-format.ts';

/** The exported functions, in the engines' calling convention: a `result`'s error is thrown. */
export interface MigrationExport {
  exportState(): Uint8Array;
  importState(fromVersion: string, state: Uint8Array): void;
}

export function createMigration(model: ComponentModel, callMethod: CallMethod): MigrationExport {
  const { snapshot, migrate } = model.hooks;
  const who = `${model.namespace}:${model.name}@${model.version}`;

  /** What is thrown is told to the host, and becomes the result's error. */
  const guarded = <T>(key: string, work: () => T): T => {
    state.started = true;
    try {
      return work();
    } catch (error) {
      reportError(error, key, false);
      throw wellFormed(error instanceof Error ? errorLine(error) : error);
    }
  };

  return {
    exportState() {
      if (snapshot === undefined) throw `${who} has no @onSnapshot method`;
      return guarded(snapshot, () => encodeState(callMethod(snapshot)));
    },
    importState(fromVersion, bytes) {
      if (migrate === undefined) throw `${who} has no @onMigrate method`;
      guarded(migrate, () => callMethod(migrate, decodeState(bytes), fromVersion));
    },
  };
}
