/** A component as a program: `wasi:cli/run`, called once. */
import { AirssysError } from '@airssys/model';
import type { ComponentInstance } from './component-instance.ts';
import type { TranspiledExport } from './engine/transpiler.ts';
import type { InstanceOptions } from './instance-options.ts';
import type { CallOptions } from './sandbox/sandbox.ts';
import { TrapError } from './sandbox/trap.ts';
import type { ServicesEnd } from './services/services-end.ts';
import type { Usage } from './sandbox/usage.ts';

/** How a program is set up and called. An instance runs it once, so there is nothing to reuse. */
export interface ProgramOptions extends Omit<InstanceOptions, 'reuse' | 'aroundHandles'>, CallOptions {}

/** How a program came to its end. */
export interface ProgramEnd {
  /** 0: it says that it ended well. 1 where it says no more than that it did not. */
  readonly exitCode: number;
  /** What it has used, its start included. */
  readonly usage: Usage;
}

export interface ProgramRun {
  readonly instance: ComponentInstance;
  readonly exports: readonly TranspiledExport[];
  readonly call: CallOptions;
  /** The services of its sandboxes. */
  readonly endings: readonly ServicesEnd[];
}

const RUN = /^wasi:cli\/run@0\.2\.\d/;

/** Milliseconds that what was written has to arrive, where nobody stops it before. */
const SETTLE_MS = 10_000;

export async function runProgram({ instance, exports, call, endings }: ProgramRun): Promise<ProgramEnd> {
  const program = exports.find(({ name, kind }) => kind === 'instance' && RUN.test(name));
  if (program === undefined) throw noProgram(exports);
  const exitCode = await exitCodeOf(instance, program.name, call);
  const late = AbortSignal.timeout(SETTLE_MS);
  const signal = call.signal === undefined ? late : AbortSignal.any([late, call.signal]);
  await Promise.all(endings.map(async (one) => await one.settle(signal)));
  return { exitCode, usage: instance.usage };
}

async function exitCodeOf(instance: ComponentInstance, name: string, call: CallOptions): Promise<number> {
  try {
    const outcome = await instance.callExport(name, 'run', [], call);
    return outcome.ok ? 0 : 1;
  } catch (error) {
    if (error instanceof TrapError && error.exitCode !== undefined) return error.exitCode;
    throw error;
  }
}

function noProgram(exports: readonly TranspiledExport[]): AirssysError {
  const names = exports.map(({ name }) => name).join(', ');
  return new AirssysError('AIRSSYS_SANDBOX_OPERATION_UNKNOWN', 'The component is no program: it has no wasi:cli/run', {
    hint: `Make an instance and call what it exports: ${names === '' ? 'nothing' : names}.`,
  });
}
