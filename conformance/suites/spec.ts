import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';
import type { Suite, SuiteResult } from '../suite.ts';
import { emptyResult, fail } from '../suite.ts';
import { MeteredInstances } from './metered-instance.ts';
import type { Command } from './spec-commands.ts';
import { PREPARATIONS, SpecWorld } from './spec-world.ts';

const MODES: readonly MeteringMode[] = ['fast', 'exact'];

/** With how much of the fuel that a file needs it is run again. */
const SHARES = [0n, 1n, 10n, 100n, 500n, 900n, 999n];
const WHOLE = 1000n;

interface SpecFile {
  readonly name: string;
  readonly directory: string;
  readonly commands: readonly Command[];
}

/**
 * The WebAssembly specification's own suite, run on the modules as they are and metered in both modes, with fuel without end. A
 * case passes where all three do what is asserted, with the same trap. What V8 by itself does not pass is skipped.
 */
export const spec: Suite = {
  name: 'spec',
  folder: 'spec',
  run(directory: string): SuiteResult {
    const result = emptyResult();
    for (const file of readFiles(directory)) runFile(file, result);
    return result;
  },
};

/**
 * The same with too little fuel: up to the command that runs out of it everything is as it was. One case for each file, mode
 * and share of the fuel that the whole file needs.
 */
export const specStarved: Suite = {
  name: 'spec-starved',
  folder: 'spec',
  run(directory: string): SuiteResult {
    const result = emptyResult();
    for (const file of readFiles(directory)) {
      for (const mode of MODES) starveFile(file, mode, result);
    }
    return result;
  },
};

function readFiles(directory: string): SpecFile[] {
  const names = readdirSync(directory).toSorted();
  return names
    .filter((name) => existsSync(join(directory, name, `${name}.json`)))
    .map((name) => ({
      name,
      directory: join(directory, name),
      commands: readCommands(join(directory, name, `${name}.json`)),
    }));
}

function readCommands(file: string): readonly Command[] {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null || !('commands' in content) || !Array.isArray(content.commands)) {
    throw new TypeError(`${file} holds no commands`);
  }
  return content.commands as Command[]; // written by wast2json; an unknown command fails as such
}

function plainWorld(directory: string): SpecWorld {
  return new SpecWorld(
    directory,
    (bytes, imports) => new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports,
  );
}

function meteredWorld(directory: string, instances: MeteredInstances): SpecWorld {
  return new SpecWorld(directory, (bytes, imports) => instances.instantiate(bytes, imports));
}

function runFile({ name, directory, commands }: SpecFile, result: SuiteResult): void {
  const plain = plainWorld(directory);
  const worlds = MODES.map((mode) => ({ mode, world: meteredWorld(directory, new MeteredInstances(mode)) }));
  for (const command of commands) {
    const label = labelOf(name, command);
    const control = plain.run(command);
    const differences = worlds.flatMap(({ mode, world }) => {
      const outcome = world.run(command);
      if (outcome !== undefined) return [`${mode}: ${outcome}`];
      return world.trap === plain.trap ? [] : [`${mode}: trapped by '${world.trap}', not by '${plain.trap}'`];
    });
    if (control !== undefined) result.skipped.push({ name: label, reason: 'V8 by itself does not pass it' });
    else if (differences.length > 0) fail(result, label, differences.join('; '));
    else if (!PREPARATIONS.has(command.type)) result.passed++;
  }
}

function starveFile(file: SpecFile, mode: MeteringMode, result: SuiteResult): void {
  const unlimited = new MeteredInstances(mode);
  const world = meteredWorld(file.directory, unlimited);
  const outcomes = file.commands.map((command) => world.run(command));
  const budgets = new Set(SHARES.map((share) => (unlimited.used * share) / WHOLE));
  for (const budget of budgets) {
    const difference = differenceWith(budget, file, mode, outcomes);
    if (difference === undefined) result.passed++;
    else fail(result, `${file.name}, ${mode}, ${budget} of ${unlimited.used} units`, difference);
  }
}

/** What is wrong besides running out of fuel; after that the state of the modules may be any. */
function differenceWith(
  budget: bigint,
  { name, directory, commands }: SpecFile,
  mode: MeteringMode,
  outcomes: readonly (string | undefined)[],
): string | undefined {
  const instances = new MeteredInstances(mode, budget);
  const world = meteredWorld(directory, instances);
  for (const [index, command] of commands.entries()) {
    const outcome = world.run(command);
    if (instances.ranOut) return world.trap === 'unreachable' ? undefined : `out of fuel, but no trap: ${world.trap}`;
    if (outcome !== outcomes[index]) return `${labelOf(name, command)}: ${outcome}`;
  }
  return undefined;
}

function labelOf(file: string, { line, type }: Command): string {
  return `${file}:${line} ${type}`;
}
