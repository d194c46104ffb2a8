import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Project, sampleProject } from './support/project.ts';

const WASM = 'dist/sample.wasm';
let project: Project;
beforeAll(async () => {
  project = await sampleProject('sign');
  await project.run(['sign', '--new-key', 'mine.key']);
  await project.run(['sign', '--new-key', 'other.key']);
});

const show = async (...args: readonly string[]): Promise<string> =>
  (await project.show(...args)).replaceAll(/\b[0-9a-f]{64}\b/g, '<id>').replaceAll(/\b[0-9a-f]{16}\b/g, '<short id>');

describe('sign and verify', () => {
  it('makes keys, of which nobody else can read the private one, and never in the place of another', async () => {
    expect(statSync(project.path('mine.key')).mode & 0o777).toBe(0o600);
    const before = readFileSync(project.path('mine.key'), 'utf8');
    expect(await show('sign', '--new-key', 'mine.key')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is a file mine.key.pub already
      hint: Name another one, or move it away.

      "
    `);
    expect(readFileSync(project.path('mine.key'), 'utf8')).toBe(before);
  });

  it('signs a component, which runs as before, and says who has', async () => {
    expect(await show('verify', WASM, '--key', 'mine.key.pub')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      NOT SIGNED by any of these keys
      "
    `);
    expect(await show('sign', WASM, '--key', 'mine.key', '-o', 'signed.wasm')).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      signed signed.wasm by <short id>
      "
    `);
    expect(await show('verify', 'signed.wasm', '--key', 'other.key.pub', '--key', 'mine.key.pub'))
      .toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      signed by mine.key.pub: <id>
      signed
      "
    `);
    expect(await show('verify', 'signed.wasm', '--key', 'other.key.pub')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      NOT SIGNED by any of these keys
      "
    `);
    const inspected = await project.run(['inspect', 'signed.wasm', '--json']);
    expect(inspected.code).toBe(0);
  });

  it('finds that a component was changed after it was signed', async () => {
    await project.run(['sign', WASM, '--key', 'mine.key', '-o', 'changed.wasm']);
    const bytes = readFileSync(project.path('changed.wasm'));
    const at = bytes.indexOf('sample');
    bytes[at] = 'S'.charCodeAt(0);
    project.write('changed.wasm', bytes);
    expect(await show('verify', 'changed.wasm', '--key', 'mine.key.pub')).toMatchInlineSnapshot(`
      "exit 1
      --- stderr
      error AIRSSYS_SIGNATURE_INVALID: The signature in changed.wasm by
        <short id> is not of it
      hint: The component was changed after it was signed: take it from where it was
            signed, or have it signed again.

      "
    `);
  });

  it('builds it again, and compares the bytes', async () => {
    // What the component was built with, in a project of this name.
    project.write('package.json', JSON.stringify({ name: 'shared', type: 'module' }));
    await project.run(['sign', WASM, '--key', 'mine.key', '-o', 'signed.wasm']);
    expect(await show('verify', 'signed.wasm', '--rebuild', 'src/sample.ts')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      built again: the same bytes
      "
    `);
    const source = readFileSync(project.path('src/sample.ts'), 'utf8');
    project.write('src/sample.ts', source.replace('Hello', 'Hullo'));
    expect(await show('verify', WASM, '--rebuild', 'src/sample.ts', '--key', 'mine.key.pub')).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      NOT SIGNED by any of these keys
      src/sample.ts has another content
      built again: OTHER BYTES
      "
    `);
    project.write('src/sample.ts', source);
    expect(await show('verify', WASM)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: There is nothing to verify it by
      hint: Name a public key by --key, or the sources by --rebuild.

      "
    `);
  });

  it('wants a component and a key, and a key that is one', async () => {
    expect(await show('sign', WASM)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_CLI_USAGE: A component and a key are needed
      hint: airssys sign COMPONENT --key FILE, or airssys sign --new-key FILE.

      "
    `);
    project.write('no.key', 'no key');
    expect(await show('sign', WASM, '--key', 'no.key')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SIGNATURE_KEY: The private key cannot be read
      hint: Give a key of ed25519 in PEM; \`airssys sign --new-key FILE\` makes one.

      "
    `);
    expect(await show('sign', WASM, '--key', 'mine.key.pub')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error AIRSSYS_SIGNATURE_KEY: The private key cannot be read
      hint: Give a key of ed25519 in PEM; \`airssys sign --new-key FILE\` makes one.

      "
    `);
  });
});
