import { AirssysError } from '@airssys/model';
import { componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { withOwnMemory } from './own-memory.ts';
import { type CoreProgram, PREVIEW_1 } from './core-program.ts';

/**
 * The component of a core module, in the transpiler's thread.
 *
 * @throws AirssysError `AIRSSYS_ENGINE_INVALID_COMPONENT` where it is no program of WASI preview 1.
 */
export async function toComponent(
  bytes: Uint8Array,
  name: string,
  { command, reactor, others }: CoreProgram,
): Promise<Uint8Array> {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>); // of a message, never shared
  const imported = new Set(WebAssembly.Module.imports(module).map((one) => one.module));
  const isCommand = WebAssembly.Module.exports(module).some((one) => one.name === '_start');
  if (!isCommand && !imported.has(PREVIEW_1)) throw noProgram(name);
  const adapters = Object.entries({ ...others, [PREVIEW_1]: isCommand ? command : reactor });
  return await componentNew(
    withOwnMemory(bytes),
    adapters.filter(([one]) => imported.has(one)),
  );
}

function noProgram(name: string): AirssysError {
  return new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${name} is not a component: it is a core module`, {
    hint: 'Wrap it as a component first, for example with `jco new`. A core module that imports WASI preview 1 can be run as it is.',
    data: { name },
  });
}
