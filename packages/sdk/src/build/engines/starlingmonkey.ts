/** Has componentize-js make a component, in a process of its own, whose surroundings are the same in every build. */
import { fork } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { frugalEngine } from './frugal-engine.ts';
import type { StarlingMonkeyAnswer, StarlingMonkeyTask } from './starlingmonkey-process.ts';
import { steadyEngine } from './steady-engine.ts';

/** Of the engine in componentize-js, beside its entry. */
const ENGINE_IN_PACKAGE = '../lib/starlingmonkey_embedding.wasm';

const PROCESS = fileURLToPath(new URL(`./starlingmonkey-process${extname(import.meta.url)}`, import.meta.url));

/**
 * Makes the component of a script and the folder `wit` in a folder.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where the engine is not the expected one; Error with the words of componentize-js where
 *   it refuses the component.
 */
export async function makeStarlingMonkey(dir: string, script: string, world: string): Promise<Uint8Array> {
  const task: StarlingMonkeyTask = { script, world, engine: 'engine.wasm', output: 'component.wasm' };
  const engine = new URL(ENGINE_IN_PACKAGE, import.meta.resolve('@bytecodealliance/componentize-js'));
  await writeFile(join(dir, task.engine), frugalEngine(steadyEngine(await readFile(engine))));
  await runProcess(dir, task);
  return await readFile(join(dir, task.output));
}

async function runProcess(dir: string, task: StarlingMonkeyTask): Promise<void> {
  // Nothing that its Node was started with, such as an inspector's port. What it prints tells of a process that could not answer.
  const child = fork(PROCESS, [JSON.stringify(task)], {
    cwd: dir,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.on('error', reject);
  child.on('message', ({ error }: StarlingMonkeyAnswer) => {
    if (error === undefined) resolve();
    else reject(new Error(error));
  });
  child.on('close', (code, signal) => reject(new Error(`its process ended with ${signal ?? code}: ${printed}`)));
  try {
    await promise;
  } finally {
    child.kill();
  }
}
