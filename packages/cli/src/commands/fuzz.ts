/** `airssys fuzz`: looks for inputs that a component cannot stand. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CapabilitySet, ComponentHost, DEFAULT_LIMITS, type Limits, readComponent } from '@airssys/host';
import { closest, formatPermission, type EngineName, type Manifest } from '@airssys/model';
import { isSource, readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Attempts } from '../fuzz/attempt.ts';
import { fuzz } from '../fuzz/fuzzer.ts';
import { FuzzReport } from '../fuzz/fuzz-report.ts';
import { GeneratedImports } from '../fuzz/generated-imports.ts';
import { importedBy } from '../fuzz/imported.ts';
import { type Target, type Targets, targetsOf } from '../fuzz/target.ts';
import { printTestFile } from '../fuzz/test-file.ts';
import { worthTrying } from '../fuzz/worth-trying.ts';
import type { CommandIo } from '../io.ts';
import { type LimitFlags, parseLimits } from '../parse/limits.ts';
import { parseCount, parseDurationMs } from '../parse/quantities.ts';
import { usageError } from '../report/usage-error.ts';
import { preparedCacheDir } from '../run/cache-dir.ts';

export interface FuzzFlags extends LimitFlags {
  readonly engine: EngineName;
  readonly operation?: readonly string[];
  readonly seconds?: string;
  readonly runs?: string;
  readonly seed?: string;
  readonly calls: string;
  readonly imports: 'generated' | 'denied';
  readonly out?: string;
  readonly allow?: readonly string[];
  readonly allowRequested?: boolean;
  readonly json?: boolean;
}

const DEFAULT_MS = 10_000;
const MAX_SEED = 2 ** 31;
const MAX_CALLS = 1_000;

export async function fuzzCommand(io: CommandIo, component: string, flags: FuzzFlags): Promise<ExitCode> {
  const plan = planOf(flags);
  const signal = io.catchInterrupt();
  const bytes = isSource(component)
    ? await buildSource(component, flags.engine)
    : await readNamedFile(component, 'a component; `airssys build` makes one');
  const binary = readComponent(bytes, component);
  const found = await targetsOf(binary);
  const targets = chosen(found, flags.operation);
  const grants = grantsOf(binary.manifest, flags);
  const limits = limitsOf(binary.manifest, plan.limits);
  const imports = new GeneratedImports(await importedBy(binary), flags.imports === 'denied');

  await using host = new ComponentHost({ cacheDir: preparedCacheDir(io), metering: 'exact', audit: { capacity: 1 } });
  const loaded = await host.load(bytes, component);
  const setting = { signal, keepsState: grants.length > 0, imports };
  await using attempts = new Attempts(loaded, { grants, limits }, setting);
  const report = new FuzzReport(io, { json: flags.json === true, attempts, skipped: found.skipped });
  const end = await fuzz(attempts, {
    ...plan,
    targets,
    imports,
    worthTrying: worthTrying(binary.sourceMap),
    signal,
    onProgress: (progress) => report.progress(progress),
    onFinding: (finding) => report.finding(finding),
  });
  if (flags.out !== undefined && end.findings.length > 0) {
    const model = binary.manifest?.component;
    const text = printTestFile(end.findings, {
      ...{ out: flags.out, component, model, engine: flags.engine, grants, limits, seed: plan.seed, imports },
    });
    await mkdir(dirname(flags.out), { recursive: true });
    await writeFile(flags.out, text, { flag: 'wx' });
  }
  report.end(end, { seed: plan.seed, targets, out: flags.out, isInterrupted: signal.aborted });
  if (signal.aborted) return EXIT.interrupted;
  return end.findings.length > 0 ? EXIT.failed : EXIT.ok;
}

interface Plan {
  readonly maxInputs: number;
  readonly maxMs: number;
  readonly seed: number;
  readonly callsInARow: number;
  readonly limits: Partial<Limits>;
}

/** The options, checked before anything is built. */
function planOf(flags: FuzzFlags): Plan {
  const { seconds, runs, seed, calls, out } = flags;
  if (out !== undefined && existsSync(out)) {
    throw usageError(`There is a file ${out} already`, 'Name another one: what it has is not to be lost.');
  }
  CapabilitySet.from(flags.allow ?? []); // throws for one that is no permission
  const callsInARow = parseCount('--calls', calls);
  if (callsInARow > MAX_CALLS) throw usageError(`--calls cannot be ${calls}`, `At most ${MAX_CALLS}.`);
  const untilRuns = runs === undefined ? Infinity : parseCount('--runs', runs);
  const defaultMs = runs === undefined ? DEFAULT_MS : Infinity;
  return {
    maxInputs: untilRuns,
    maxMs: seconds === undefined ? defaultMs : parseDurationMs('--seconds', `${seconds}s`),
    seed: seed === undefined ? randomInt(MAX_SEED) : parseSeed(seed),
    callsInARow,
    limits: parseLimits(flags),
  };
}

function parseSeed(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value < MAX_SEED) return value;
  throw usageError(`--seed cannot be '${text}'`, `Write a whole number below ${MAX_SEED}.`);
}

/** What the component asks for itself is not more than production would give it. */
function limitsOf(manifest: Manifest | undefined, given: Partial<Limits>): Partial<Limits> {
  const { maxFuel, timeoutMs } = manifest?.component.limits ?? {};
  return {
    ...given,
    maxFuel: Math.min(given.maxFuel ?? DEFAULT_LIMITS.maxFuel, maxFuel ?? Infinity),
    timeoutMs: Math.min(given.timeoutMs ?? DEFAULT_LIMITS.timeoutMs, timeoutMs ?? Infinity),
  };
}

function grantsOf(manifest: Manifest | undefined, { allow = [], allowRequested }: FuzzFlags): readonly string[] {
  const requested = allowRequested ? (manifest?.component.permissions ?? []).map(formatPermission) : [];
  return [...new Set([...allow, ...requested])];
}

async function buildSource(entry: string, engine: EngineName): Promise<Uint8Array> {
  const { buildComponent } = await import('@airssys/sdk/build');
  return (await buildComponent({ entry, engine, outDir: false })).component;
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` for a name that is not there or cannot be called so, and where nothing can be. */
function chosen({ targets, skipped }: Targets, names: readonly string[] | undefined): readonly Target[] {
  const reasons = skipped.map(({ label, reason }) => `${label}: ${reason}`);
  if (names === undefined) {
    if (targets.length > 0) return targets;
    throw usageError(
      'There is nothing to call',
      reasons.join('\n') || 'The component exports no function of an interface.',
    );
  }
  return [...new Set(names)].map((name) => {
    const found = targets.find(({ label }) => label === name);
    if (found !== undefined) return found;
    const reason = skipped.find(({ label }) => label === name)?.reason;
    const labels = targets.map(({ label }) => label);
    const meant = closest(name, labels);
    throw usageError(
      reason === undefined ? `The component has no operation ${name}` : `${name} cannot be called: ${reason}`,
      `${meant === undefined ? '' : `Did you mean ${meant}? `}Operations: ${labels.join(', ') || 'none'}.`,
    );
  });
}
