/** The peer: the same component through jco alone, without metering, gate and limits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';

export type PlainOperations = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/**
 * Instantiates a component by jco's glue as it comes. `mode`: `jspi` as the host uses it, exports on a stack that can be suspended;
 * `sync` as it is by default.
 */
export async function instantiatePlain(
  component: Uint8Array,
  interfaceName: string,
  mode: 'jspi' | 'sync',
): Promise<PlainOperations> {
  return await (
    await plainInstantiation(component, interfaceName, mode)
  )();
}

/** Transpiles and compiles once, and answers what makes an instance. */
export async function plainInstantiation(
  component: Uint8Array,
  interfaceName: string,
  mode: 'jspi' | 'sync',
): Promise<() => Promise<PlainOperations>> {
  const { files } = await transpileBytes(component, {
    name: 'component',
    instantiation: { tag: 'async' },
    ...(mode === 'jspi' && {
      asyncMode: 'jspi',
      asyncImports: ['airssys:core/host-services@1.0.0#sleep-millis'],
      asyncExports: ['*'],
    }),
    emitTypescriptDeclarations: false,
  });
  const dir = mkdtempSync(join(tmpdir(), 'airssys-bench-'));
  try {
    const glue = join(dir, 'component.mjs');
    writeFileSync(glue, files['component.js'] ?? '');
    const { instantiate } = await import(pathToFileURL(glue).href);
    const nothing = (): void => {};
    const hostServices = {
      log: nothing,
      currentTime: nothing,
      currentTimeMillis: nothing,
      sleepMillis: nothing,
      listComponents: nothing,
      getComponentMetadata: nothing,
    };
    const modules = new Map<string, WebAssembly.Module>();
    for (const [name, bytes] of Object.entries(files)) {
      if (name.endsWith('.wasm')) modules.set(name, await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));
    }
    return async () => {
      const exports = await instantiate((name: string) => modules.get(name), {
        'airssys:core/host-services': hostServices,
      });
      return exports[interfaceName];
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
