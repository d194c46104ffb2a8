/** A component of another toolchain that answers HTTP: componentize-js with all of its features on (fixtures/web). */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CACHE_DIR } from '../components.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/web');
/** The engine's own version of WASI, and the one that jco has: of their sockets only the newer goes through the tools. */
const [ENGINES, NEWER] = ['0.2.10', '0.2.12'];
/** What the sockets need, in both versions. */
const SHARED = ['wasi-io', 'wasi-clocks'];

/** Built once: the result is kept under the hash of what it is made of. */
export async function webApp(): Promise<Uint8Array> {
  // The packages of WASI come with jco, which componentize-js brings along.
  const manifest = findPackageJSON('@bytecodealliance/componentize-js', import.meta.url);
  if (manifest === undefined) throw new Error('componentize-js is not installed');
  const componentizeJs = join(dirname(manifest), 'src/componentize.js');
  const modules = dirname(dirname(dirname(manifest)));
  const wasi = join(modules, '@bytecodealliance/jco/lib/wit/builtin', NEWER);
  const parts = ['app.js', 'world.wit'].map((name) => readFileSync(join(FIXTURE, name)));
  const hash = createHash('sha256');
  for (const part of [componentizeJs, ...parts]) hash.update(part);
  const kept = join(CACHE_DIR, `web-app-${hash.digest('hex').slice(0, 16)}.wasm`);
  if (existsSync(kept)) return readFileSync(kept);

  const dir = mkdtempSync(join(tmpdir(), 'airssys-web-app-'));
  try {
    cpSync(join(FIXTURE, 'app.js'), join(dir, 'app.js'));
    mkdirSync(join(dir, 'wit/deps'), { recursive: true });
    cpSync(join(FIXTURE, 'world.wit'), join(dir, 'wit/world.wit'));
    const put = (name: string, wit: string): void => writeFileSync(join(dir, 'wit/deps', `${name}.wit`), wit);
    for (const name of readdirSync(wasi)) {
      const wit = readFileSync(join(wasi, name, 'package.wit'), 'utf8');
      if (SHARED.includes(name)) put(`${name}-newer`, wit);
      // With a function the tools give the interface a module, which its resource needs: it must not be left out as unstable.
      if (name === 'wasi-sockets') put(name, wit.replaceAll(/@unstable\([^)]*\)/g, ''));
      else put(name, wit.replaceAll(/include wasi:sockets[^;]*;/g, '').replaceAll(NEWER, ENGINES));
    }
    const { componentize } = (await import(componentizeJs)) as typeof import('@bytecodealliance/componentize-js');
    const { component } = await componentize({
      sourcePath: join(dir, 'app.js'),
      witPath: join(dir, 'wit'),
      worldName: 'web',
    });
    mkdirSync(CACHE_DIR, { recursive: true });
    const made = join(dir, 'app.wasm');
    writeFileSync(made, component);
    cpSync(made, `${kept}.${process.pid}`);
    renameSync(`${kept}.${process.pid}`, kept);
    return component;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
