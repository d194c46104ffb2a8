/** Programs, as components or core modules of WASI preview 1, run by the host: with everything granted, and with nothing. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComponentHost, type LoadedComponent, type MeteringMode, TrapError } from '../../packages/host/src/index.ts';

export interface ProgramRun {
  /** How it ended: its exit code, or the code and message of the trap. */
  readonly end: number | { readonly code: string; readonly message: string };
  /** As latin1. */
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program of a corpus may want. Of the network, nothing. */
const GRANTS = [
  'clock',
  'random',
  'environment:*',
  ...['read', 'write', 'delete', 'list-dir', 'metadata'].flatMap((action) => [
    `filesystem.${action}:/`,
    `filesystem.${action}:/**`,
  ]),
];

const LIMITS = {
  timeoutMs: 600_000,
  maxFuel: 1e15,
  maxMemoryBytes: 4 * 1024 ** 3,
  maxHostCalls: 1e9,
  maxBytesIn: 1e12,
  maxBytesOut: 1e12,
};

export interface ProgramLoad {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly metering: MeteringMode;
  readonly cacheDir: string;
  readonly adapters?: Readonly<Record<string, Uint8Array>>;
}

/** Loads a program for as long as it is used. */
export async function withProgram<T>(load: ProgramLoad, use: (program: LoadedComponent) => Promise<T>): Promise<T> {
  const { bytes, name, metering, cacheDir, adapters } = load;
  await using host = new ComponentHost({ metering, cacheDir, prepareTimeoutMs: 600_000 });
  return await use(await host.load(bytes, name, { adapters }));
}

/** Runs it in a directory of its own, mounted as `/`, which holds copies of what it is given. */
export async function runProgram(
  program: LoadedComponent,
  isGranted: boolean,
  inputs: readonly string[] = [],
): Promise<ProgramRun> {
  const work = mkdtempSync(join(tmpdir(), 'airssys-program-'));
  const written: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  try {
    for (const input of inputs) copyFileSync(input, join(work, baseOf(input)));
    const end = await endOf(program, {
      args: ['program'],
      mounts: { '/': work },
      grants: isGranted ? GRANTS : [],
      limits: LIMITS,
      stdout: (bytes: Uint8Array) => written.stdout.push(Buffer.from(bytes)),
      stderr: (bytes: Uint8Array) => written.stderr.push(Buffer.from(bytes)),
    });
    const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('latin1');
    return { end, stdout: text(written.stdout), stderr: text(written.stderr) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The files of a folder with this ending. */
export const filesOf = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));

async function endOf(
  program: LoadedComponent,
  options: Parameters<LoadedComponent['run']>[0],
): Promise<ProgramRun['end']> {
  try {
    return (await program.run(options)).exitCode;
  } catch (error) {
    if (!(error instanceof TrapError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/**
 * What is wrong with a run without grants; undefined where nothing is. It is denied by a trap that says so, or the program
 * itself finds that it cannot go on, or it needs nothing.
 */
export function uncleanDenial({ end }: ProgramRun): string | undefined {
  if (typeof end === 'number' || end.code === 'AIRSSYS_CAPABILITY_DENIED') return undefined;
  // A program that takes a denial for a defect of its own may panic.
  return end.code === 'AIRSSYS_TRAP' && /unreachable/.test(end.message) ? undefined : `${end.code}: ${end.message}`;
}

const baseOf = (path: string): string => path.split('/').at(-1) ?? path;
