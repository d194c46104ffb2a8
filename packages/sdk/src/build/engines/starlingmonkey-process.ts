/**
 * The process in which componentize-js makes a component of the script and the folder `wit` in its working directory. It is an entry:
 * `makeStarlingMonkey` starts it.
 *
 * What componentize-js would put into the component of the machine and the moment, it finds the same here in every build (decision
 * 0029): the engine has no clocks and seeds, the files have fixed names for the engine, and the time that it writes down is zero.
 */
import childProcess, { type SpawnSyncOptions } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** The arguments: names of files in the working directory, and of the world. */
export interface StarlingMonkeyTask {
  readonly script: string;
  readonly engine: string;
  readonly output: string;
  readonly world: string;
}

export interface StarlingMonkeyAnswer {
  readonly error?: string;
}

/** What the engine is to call the folders of the bindings and of the script. */
const BINDINGS = '/airssys-bindings';
const SCRIPTS = '/';

async function make({ script, engine, output, world }: StarlingMonkeyTask): Promise<void> {
  Date.now = () => 0; // it becomes the time of the clocks that the engine is cut off from
  nameFolders();
  const { componentize } = await import('@bytecodealliance/componentize-js');
  const { component } = await componentize({
    sourcePath: script,
    witPath: 'wit',
    worldName: world,
    engine,
    // All off: what the features offer goes through the clients and the runtime's globals, at a fifth of the cost per
    // call (docs/decisions/0002-pure-engines.md).
    disableFeatures: ['random', 'stdio', 'clocks', 'http', 'fetch-event'],
  });
  await writeFile(output, component);
}

/** As componentize-js calls it. */
interface WizerOptions extends SpawnSyncOptions {
  /** The arguments of the engine. */
  readonly input: string;
}

/** componentize-js hands the engine its own temporary folder and the script's by their paths. Here they get names. */
function nameFolders(): void {
  const { spawnSync } = childProcess;
  const renaming = (command: string, args: readonly string[], options: WizerOptions): unknown => {
    const bindings = valueOf(args, '--dir=');
    const scripts = valueOf(args, `--mapdir=${SCRIPTS}::`);
    const named = args.map((one) => (one === `--dir=${bindings}` ? `--mapdir=${BINDINGS}::${bindings}` : one));
    // What the engine is told: where the bindings are, what is not to be said of the script's path, and that path.
    const input = options.input.replaceAll(bindings, BINDINGS).replaceAll(`${scripts}/`, SCRIPTS);
    return spawnSync(command, named, { ...options, input });
  };
  childProcess.spawnSync = renaming as typeof spawnSync; // nobody else calls it here
  syncBuiltinESMExports();
}

function valueOf(args: readonly string[], option: string): string {
  const found = args.find((one) => one.startsWith(option));
  if (found === undefined) throw new Error(`wizer is called without ${option}: ${args.join(' ')}`);
  return found.slice(option.length);
}

function answer(message: StarlingMonkeyAnswer): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit(1)); // whoever waits for the component is gone
try {
  await make(JSON.parse(process.argv[2] ?? '') as StarlingMonkeyTask); // by makeStarlingMonkey
  answer({});
} catch (error) {
  answer({ error: error instanceof Error ? error.message : String(error) });
}
