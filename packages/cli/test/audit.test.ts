import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

let project: Project;
beforeAll(async () => {
  project = await sampleProject('audit');
  project.write('data/hello.txt', 'hello').write('audit.key', 'a key of the operator');
  await project.run(['run', WASM, 'read', '/etc/passwd', '--audit-log', LOG]);
  await project.run(['run', WASM, 'read', '/data/hello.txt', ...ALLOWED, '--audit-log', LOG]);
});

const WASM = 'dist/sample.wasm';
const LOG = 'logs/audit.log';
const ALLOWED = ['--mount', '/data=data', '--allow', 'filesystem.read:/data/*'];

const verify = async (...args: readonly string[]): Promise<string> =>
  (await project.show('audit', 'verify', ...args)).replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>');

describe('audit verify', () => {
  it('proves that the log of two runs is whole', async () => {
    expect(await verify(LOG)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      2 entries: whole and in order.
      Last hash: <hash>
      intact
      "
    `);
    const text = readFileSync(join(project.dir, LOG), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { allowed: false, action: 'read', resource: '/etc/passwd', rule: 'no grant' },
      { allowed: true, action: 'read', resource: '/data/hello.txt', rule: 'filesystem.read:/data/*' },
    ]);
  });

  it('finds what was changed, and that the end is missing', async () => {
    const text = readFileSync(join(project.dir, LOG), 'utf8');
    writeFileSync(join(project.dir, 'changed.log'), text.replace('/etc/passwd', '/etc/nothing'));
    expect(await verify('changed.log')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      Line 1: its hash is not that of its content.
      0 entries before it: whole and in order.
      TAMPERED WITH
      "
    `);
    const head = /"hash":"([0-9a-f]{64})"\}\n$/.exec(text)?.[1] ?? '';
    writeFileSync(join(project.dir, 'short.log'), `${text.split('\n')[0]}\n`);
    expect(await verify('short.log', '--head', head)).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      1 entry: whole and in order.
      Last hash: <hash>
      No entry has the hash of --head: entries were removed at the end, or it is
        another log.
      TAMPERED WITH
      "
    `);
    expect(await verify(LOG, '--head', head, '--json')).toContain('"intact":true');
  });

  it('refuses what it cannot use', async () => {
    expect(await verify('missing.log')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_AUDIT_IO: The audit log missing.log is not there
      hint: Name the file that the host writes, as JSON or with SQLite.

      "
    `);
    expect(await verify(LOG, '--head', 'abc')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: --head is not a hash: abc
      hint: Give the 64 hexadecimal digits that an earlier \`airssys audit verify\` has
            printed.

      "
    `);
    expect(await verify(LOG, '--key-file', 'audit.key')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      Line 1: its hash is not that of its content and the key.
      0 entries before it: whole and in order.
      TAMPERED WITH
      "
    `);
  });
});
