/** A registry of npm packages on this machine, with this repository's packages in it: what a user has after a release. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { packAll } from '../../../../scripts/packed/pack.ts';
import { publishPackages } from '../../../../scripts/release/publish.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const VERDACCIO = '6.10.4';
/** Packages that are published before the release is broken off. */
const HALF_WAY = 3;

/** Verdaccio, as far as it is used. */
interface Verdaccio {
  runServer(config: object): Promise<Server>;
}

export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** For npm, so that it uses this registry and nothing of the user's. */
  readonly env: Readonly<Record<string, string>>;
}

/** Everything that is not of this repository comes from the registry that npm uses here. `directory` is for its files. */
export async function openRegistry(directory: string): Promise<Registry> {
  const verdaccio = loadVerdaccio();
  mkdirSync(directory, { recursive: true });
  const server = await verdaccio.runServer({
    storage: join(directory, 'storage'),
    self_path: directory,
    uplinks: { upstream: { ...upstream(), maxage: '1d', timeout: '60s' } },
    packages: {
      '@airssys/*': { access: '$all', publish: '$all' },
      'create-airssys': { access: '$all', publish: '$all' },
      // Where the templates' components are published.
      '@demo/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'upstream' },
    },
    max_body_size: '100mb',
    web: { enable: false },
    log: { type: 'file', path: join(directory, 'verdaccio.log'), level: 'warn' },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
  const url = `http://127.0.0.1:${port}/`;
  const npmrc = join(directory, 'npmrc');
  // Whoever publishes has to have some token; this registry takes any.
  writeFileSync(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`);
  return {
    url,
    env: {
      npm_config_userconfig: npmrc,
      npm_config_registry: url,
      npm_config_noproxy: '127.0.0.1',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The registry that npm uses here, as npm reaches it. */
function upstream(): object {
  const setting = (name: string): string | undefined => {
    const value = spawnSync('npm', ['config', 'get', name], { cwd: ROOT, encoding: 'utf8' }).stdout.trim();
    return value === 'null' || value === 'undefined' || value === '' ? undefined : value;
  };
  const certificates = setting('cafile');
  const proxy = setting('https-proxy');
  return {
    url: setting('registry'),
    ...(certificates !== undefined && { ca: readFileSync(certificates, 'utf8') }),
    ...(proxy !== undefined && { https_proxy: proxy }),
  };
}

/**
 * Publishes every package as a release does, which fails half-way and is taken up again. Answers their names.
 *
 * @throws Error where the second run would publish something again, or leave something out.
 */
export async function publishAll(registry: Registry): Promise<readonly string[]> {
  const packed = packAll();
  const options = { cwd: ROOT, env: registry.env, onPackage: () => {} };
  const early = await publishPackages(packed.slice(0, HALF_WAY), options);
  const late = await publishPackages(packed, options);
  const names = packed.map(({ workspace }) => workspace.name);
  if ([...early, ...late].join() !== names.join()) {
    throw new Error(`published ${early.join(', ')}, then ${late.join(', ')}; not ${names.join(', ')}`);
  }
  return names;
}

/** Fetched once, into a folder of its own: its dependencies are none of the project's. */
function loadVerdaccio(): Verdaccio {
  const folder = join(ROOT, '.airssys', `verdaccio-${VERDACCIO}`);
  if (!existsSync(join(folder, 'node_modules/verdaccio'))) {
    mkdirSync(folder, { recursive: true });
    const content = { private: true, dependencies: { verdaccio: VERDACCIO }, overrides: { 'node-fetch': '2.7.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(content));
    const options = ['--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', ['install', ...options], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error('verdaccio could not be installed');
  }
  return createRequire(join(folder, 'package.json'))('verdaccio') as Verdaccio;
}
