/** The peer: a program through jco and its blocking shim of WASI, without metering, gate and limits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { WASIShim } from '@bytecodealliance/preview2-shim/instantiation';

/** Transpiles and compiles once, and answers what runs the program, with `dir` as its `/`. */
export async function plainProgram(component: Uint8Array, dir: string): Promise<() => Promise<void>> {
  const { files } = await transpileBytes(component, {
    name: 'program',
    instantiation: { tag: 'async' },
    emitTypescriptDeclarations: false,
  });
  const temporary = mkdtempSync(join(tmpdir(), 'airssys-bench-'));
  try {
    const glue = join(temporary, 'program.mjs');
    writeFileSync(glue, files['program.js'] ?? '');
    const { instantiate } = await import(pathToFileURL(glue).href);
    const modules = new Map<string, WebAssembly.Module>();
    for (const [name, bytes] of Object.entries(files)) {
      if (name.endsWith('.wasm')) modules.set(name, await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));
    }
    return async () => {
      const shim = new WASIShim({ sandbox: { preopens: { '/': dir } } });
      const exports = await instantiate((name: string) => modules.get(name), shim.getImportObject());
      exports.run.run();
    };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
