/** A component of another toolchain that answers HTTP: componentize-js with all of its features on (fixtures/web). */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE_DIR } from '../components.ts';
import { packageDir, wasiWit } from './wasi-wit.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/web');
/** The engine's own version of WASI, and the one that jco has, of the same shapes. */
const [ENGINES, NEWER] = ['0.2.10', '0.2.12'];

/** Built once: the result is kept under the hash of what it is made of. */
export async function webApp(): Promise<Uint8Array> {
  const componentizeJs = join(packageDir('@bytecodealliance/componentize-js'), 'src/componentize.js');
  const wasi = wasiWit(NEWER);
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
    for (const name of readdirSync(wasi)) {
      const wit = readFileSync(join(wasi, name, 'package.wit'), 'utf8').replaceAll(NEWER, ENGINES);
      writeFileSync(join(dir, 'wit/deps', `${name}.wit`), wit);
    }
    const { componentize } = (await import(componentizeJs)) as {
      readonly componentize: (options: object) => Promise<{ readonly component: Uint8Array }>;
    };
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
