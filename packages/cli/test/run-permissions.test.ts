import { beforeAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { BIN, childEnv } from './support/command.ts';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('run-permissions');
  project.write('data/hello.txt', 'hello').write('settings.txt', 'from a file');
});

const WASM = 'dist/sample.wasm';
const run = async (...args: readonly string[]): Promise<string> => await project.show('run', WASM, ...args);

describe('permissions', () => {
  it('are denied by default, with the way to grant them', async () => {
    expect(await run('read', '/data/hello.txt')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: denied:
        /data/hello.txt
          at read (src/sample.ts:94:27)
      used: <usage>
      hint: filesystem.read on /data/hello.txt is not granted. If it may, add
            --allow 'filesystem.read:/data/*'
            or --allow-requested for all that it requests

      "
    `);
    expect(await run('count')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: count threw HostError: storage: io-error:
        denied: storage.read is not granted
          at count (src/sample.ts:99:34)
      used: <usage>
      hint: storage.read on demo:sample is not granted. If it may, add
            --allow storage.read
            or --allow-requested for all that it requests

      "
    `);
    expect(await run('now', '--audit')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      audit: 1  DENIED  clock.read  *  (airssys:core/host-services#currentTimeMillis; no grant)
      error AIRSSYS_CAPABILITY_DENIED: airssys:core/host-services#currentTimeMillis
        was denied: clock.read on * is not granted
      used: <usage>
      hint: clock.read on * is not granted. If it may, add
            --allow clock.read
            or --allow-requested for all that it requests

      "
    `);
  });

  it('are granted one by one, or as requested', async () => {
    const mount = ['--mount', '/data=data'];
    expect(await run('read', '/data/hello.txt', ...mount, '--allow', 'filesystem.read:/data/*', '--audit'))
      .toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "hello"

      --- stderr
      audit: 1  allowed  filesystem.read  /data/hello.txt  (airssys:ext-filesystem/files#read; filesystem.read:/data/*)
      "
    `);
    expect(await run('read', '/data/hello.txt', ...mount, '--allow-requested')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      "hello"

      --- stderr
      granted as requested: filesystem.read:/data/*, storage.read, storage.write,
        storage.delete, clock.read
      "
    `);
    expect(await run('read', '/data/hello.txt', '--allow-requested', '--quiet')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: not-found:
        /data/hello.txt
          at read (src/sample.ts:94:27)
      used: <usage>
      hint: Nothing is mounted, so there is no /data/hello.txt. Let it see a
            directory:
            --mount /data=./data

      "
    `);
  });

  it('a resource with a star is not proposed as a pattern', async () => {
    expect(await run('read', '/etc/**')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_TRAP_GUEST_ERROR: read threw HostError: files: denied: /etc/**
          at read (src/sample.ts:94:27)
      used: <usage>
      hint: filesystem.read on /etc/** is not granted.

      "
    `);
  });

  it('of a denied call are in the document', async () => {
    const { code, stdout } = await project.run(['run', WASM, 'now', '--json', '--audit']);
    expect(code).toBe(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: { code: 'AIRSSYS_CAPABILITY_DENIED', data: { kind: 'denied', operation: 'now' } },
      audit: [{ area: 'clock', allowed: false, rule: 'no grant' }],
    });
  });
});

describe('surroundings', () => {
  it('environment and configuration reach the component', async () => {
    const { stdout } = await project.run(['run', WASM, 'config', '--env', 'MODE=a=b', '--config', 'settings.txt']);
    expect(stdout).toBe('"a=b|from a file"\n');
    expect(await run('config', '--env', 'MODE=refuse')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error Error: MODE must not be refuse
          at start (src/sample.ts:34:38)
      error AIRSSYS_SANDBOX_INITIALIZE: The component refused to start:
        initialization-failed: Error: MODE must not be refuse
      hint: See what its @onInitialize demands of its environment and configuration.

      "
    `);
  });

  it('storage outlives the call in a file, and not in memory', async () => {
    const count = async (...args: readonly string[]): Promise<string> =>
      (await project.run(['run', WASM, 'count', '--allow', 'storage', ...args])).stdout;
    expect([await count(), await count()]).toEqual(['1\n', '1\n']);
    const file = ['--storage', 'state/values.db'];
    expect([await count(...file), await count(...file)]).toEqual(['1\n', '2\n']);
  });

  it('closed streams do no harm', () => {
    const closed = (redirection: string): unknown => {
      const line = `"${process.execPath}" "${BIN}" run ${WASM} add 1 2 ${redirection}`;
      const { status, stdout } = spawnSync('sh', ['-c', line], { cwd: project.dir, env: childEnv(), encoding: 'utf8' });
      return { status, stdout };
    };
    expect(closed('<&-')).toEqual({ status: 0, stdout: '3\n' });
    expect(closed('2>&-')).toEqual({ status: 0, stdout: '3\n' });
    expect(closed('>&-')).toMatchObject({ stdout: '' });
  });
});
