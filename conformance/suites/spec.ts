import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';
import type { Suite, SuiteResult } from '../suite.ts';
import { emptyResult, fail } from '../suite.ts';
import { MeteredInstances } from './metered-instance.ts';
import type { Command } from './spec-commands.ts';
import { PREPARATIONS, SpecWorld } from './spec-world.ts';

/**
 * The WebAssembly specification's own suite, run on metered modules with fuel without end. Every command is also run on the
 * modules as they are: what V8 by itself does not pass is skipped, so that what is counted is that metering changes nothing.
 */
function specSuite(mode: MeteringMode): Suite {
  return {
    name: `spec-${mode}`,
    folder: 'spec',
    run(directory: string): SuiteResult {
      const result = emptyResult();
      for (const name of readdirSync(directory).toSorted()) {
        const file = join(directory, name, `${name}.json`);
        if (existsSync(file)) runFile(mode, join(directory, name), readCommands(file), result);
      }
      return result;
    },
  };
}

export const specFast: Suite = specSuite('fast');
export const specExact: Suite = specSuite('exact');

function readCommands(file: string): readonly Command[] {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null || !('commands' in content) || !Array.isArray(content.commands)) {
    throw new TypeError(`${file} holds no commands`);
  }
  return content.commands as Command[]; // written by wast2json; an unknown command fails as such
}

function runFile(mode: MeteringMode, directory: string, commands: readonly Command[], result: SuiteResult): void {
  const instances = new MeteredInstances(mode);
  const plain = new SpecWorld(
    directory,
    (bytes, imports) => new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports,
  );
  const metered = new SpecWorld(directory, (bytes, imports) => instances.instantiate(bytes, imports));
  for (const command of commands) {
    const control = plain.run(command);
    const outcome = metered.run(command);
    const name = `${directory.slice(directory.lastIndexOf('/') + 1)}:${command.line} ${command.type}`;
    if (control !== undefined) result.skipped.push({ name, reason: 'V8 by itself does not pass it' });
    else if (outcome !== undefined) fail(result, name, outcome);
    else if (!PREPARATIONS.has(command.type)) result.passed++;
  }
}
