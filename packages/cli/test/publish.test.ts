/** Components are published and pulled by the command, from a real registry, and installed from there. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { HAS_REGISTRY, startRegistry } from '../../../test/docker-registry.ts';
import { HostProcess } from './support/host-process.ts';
import { type Project, sampleProject } from './support/project.ts';

const WASM = 'dist/sample.wasm';
const DIGEST = /sha256:[0-9a-f]{64}/g;
let project: Project;
beforeAll(async () => {
  project = await sampleProject('publish');
});

const show = async (host: string, ...args: readonly string[]): Promise<string> =>
  (await project.show(...args)).replaceAll(host, 'HOST').replaceAll(DIGEST, 'sha256:DIGEST');

// Where Debian's docker-registry is not installed there is nothing to publish to.
describe.runIf(HAS_REGISTRY)('a registry', () => {
  it('takes a component, and gives it to who asks', async () => {
    const { host } = await startRegistry();
    const place = `oci://${host}/demo/sample:1.2.3`;
    expect(await show(host, 'publish', place, WASM, '--dry-run')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      oci://HOST/demo/sample:1.2.3@sha256:DIGEST

      --- stderr
      would publish dist/sample.wasm (<size>)
      "
    `);
    expect(await show(host, 'pull', place)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SOURCE_NOT_FOUND: HOST has no
        demo/sample/manifests/1.2.3
      hint: See that demo/sample and its tag are spelled right, and that it was
            published there.

      "
    `);
    expect(await show(host, 'publish', place, WASM)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      oci://HOST/demo/sample:1.2.3@sha256:DIGEST

      --- stderr
      published dist/sample.wasm (<size>)
      "
    `);
    expect(await show(host, 'pull', place)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      oci://HOST/demo/sample:1.2.3@sha256:DIGEST

      --- stderr
      wrote sample.wasm (<size>)
      "
    `);
    expect(Buffer.compare(readFileSync(project.path('sample.wasm')), readFileSync(project.path(WASM)))).toBe(0);
    const { stdout } = await project.run(['pull', place, '-o', 'other.wasm', '--json']);
    const pulled = JSON.parse(stdout) as { readonly resolved: string };
    expect(pulled).toMatchObject({ source: place, file: 'other.wasm' });
    expect((await project.run(['pull', pulled.resolved, '--pinned'])).code).toBe(0);
    expect(await show(host, 'pull', place, '--pinned')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SOURCE_DIGEST: oci://HOST/demo/sample:1.2.3 names no
        digest, and this host demands one
      hint: \`airssys pull\` prints the source with the digest of what is there now.

      "
    `);
  });

  it('is where a host installs from', async () => {
    const { host } = await startRegistry();
    const place = `oci://${host}/demo/sample:1.2.3`;
    await project.run(['publish', place, WASM]);
    await using running = await new HostProcess().start();
    expect(await running.json('install', place)).toMatchObject({ id: 'demo:sample', state: 'running' });
  });
});

describe('npm', () => {
  it('would get a package with all that is to be known of the component', async () => {
    const { code, stdout, stderr } = await project.run(['publish', '--npm', WASM, '--dry-run', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      name: '@demo/sample',
      version: '1.2.3',
      dryRun: true,
      reference: expect.stringMatching(/^npm:@demo\/sample@1\.2\.3#sha512-.{86}==$/) as string,
      files: ['Component.toml', 'README.md', 'package.json', 'sample.d.ts', 'sample.wasm', 'sample.wit'],
    });
  });
});

describe('wrong usage', () => {
  it.each([
    [['publish', WASM]],
    [['publish', '--npm', 'oci://localhost/sample', WASM]],
    [['publish', 'localhost/sample', WASM]],
    [['publish', 'oci://localhost/sample', 'package.json']],
    [['pull', 'dist/sample.wasm']],
    [['pull', 'oci://localhost:5000/UPPER:1']],
    [['pull', 'http://example.com/sample.wasm']],
  ])('%j', async (args) => {
    expect(await project.show(...args)).toMatchSnapshot();
  });
});
