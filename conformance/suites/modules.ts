import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { MeteringMode } from '../../packages/host/src/engine/metering/meter-module.ts';
import { emptyResult, fail, type Suite, type SuiteResult } from '../suite.ts';

const PROGRAMS = join(import.meta.dirname, '../programs/real-modules.ts');
const MODES: readonly MeteringMode[] = ['fast', 'exact'];

/** What a program answers; see `programs/real-modules.ts`. */
interface Outcome {
  readonly digest: string;
  readonly bytes: number;
  /** Granted, in large slices; 0 without metering. */
  readonly fuel: number;
}

/**
 * Published modules (codecs of images, SQLite, a lexer, the transpiler itself) with the JavaScript that comes with them: metered
 * in either mode they must make the very bytes that they make unmetered. Each way runs in a process of its own.
 */
export const modules: Suite = {
  name: 'modules',
  run(): SuiteResult {
    const result = emptyResult();
    const plain = outcomesOf('plain');
    for (const mode of MODES) {
      const metered = outcomesOf(mode);
      for (const [name, { digest, bytes }] of Object.entries(plain)) {
        const outcome = metered[name];
        if (outcome?.digest !== digest)
          fail(result, `${name}, ${mode}`, `makes something else than the ${bytes} bytes`);
        else if (outcome.fuel === 0) fail(result, `${name}, ${mode}`, 'was not metered');
        else result.passed++;
      }
    }
    return result;
  },
};

function outcomesOf(way: MeteringMode | 'plain'): Readonly<Record<string, Outcome>> {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAMS, way], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the programs failed, ${way}: ${stderr}`);
  return JSON.parse(stdout) as Readonly<Record<string, Outcome>>; // printed by the program that is ours
}
