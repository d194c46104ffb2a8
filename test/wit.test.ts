/** The WIT packages are valid, and are what the contract says. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { componentEmbed, componentNew, componentWit } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';

const root = dirname(createRequire(import.meta.url).resolve('@airssys/wit/package.json'));

/** A package as one text: one of its files names the package, the others follow. */
function packageText(folder: string): string {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.wit'));
  const texts = files.map((name) => readFileSync(join(root, folder, name), 'utf8'));
  return texts.sort((a, b) => Number(b.startsWith('package ')) - Number(a.startsWith('package '))).join('\n');
}

/** Parses and resolves the text, makes a component of the world, and prints what that says of itself. */
async function resolveWorld(text: string, world: string): Promise<string> {
  return await componentWit(await componentNew(await componentEmbed({ dummy: true, witSource: text, world })));
}

test('airssys:core is a valid package and its world is a component', async () => {
  const wit = await resolveWorld(packageText('core'), 'runtime-host');
  expect(wit.match(/^ {2}(import|export) .*$/gm)).toMatchInlineSnapshot(`
    [
      "  import airssys:core/types@1.0.0;",
      "  import airssys:core/errors@1.0.0;",
      "  import airssys:core/host-messaging@1.0.0;",
      "  import airssys:core/host-services@1.0.0;",
      "  import airssys:core/storage@1.0.0;",
      "  export airssys:core/component-lifecycle@1.0.0;",
    ]
  `);
});

test('ext-lifecycle is a valid package, which a component exports', async () => {
  const text = packageText('ext-lifecycle');
  const wit = await resolveWorld(`${text}\nworld w { export migration; }`, 'w');
  expect(wit).toContain('export airssys:ext-lifecycle/migration@1.0.0;');
});

test('the capabilities are data that a world can use', async () => {
  const world =
    'world w { use capabilities.{capability-grant}; export explain: func(grant: capability-grant) -> string; }';
  expect(await resolveWorld(`${packageText('core')}\n${world}`, 'w')).toContain(
    'explain: func(grant: capability-grant)',
  );
});

test.each([
  ['ext-filesystem', 'files', 'read'],
  ['ext-filesystem', 'open-files', 'read-at'],
  ['ext-messaging', 'messaging', 'ask'],
  ['ext-network', 'dns', 'resolve'],
  ['ext-network', 'http', 'send'],
  ['ext-network', 'tcp', 'accept'],
  ['ext-network', 'tls', 'connect'],
  ['ext-network', 'udp', 'reply'],
  ['ext-process', 'processes', 'spawn'],
  ['ext-random', 'random', 'get-random-bytes'],
  ['ext-secrets', 'secrets', 'get'],
  ['ext-storage', 'entries', 'batch'],
])('%s is a valid package', async (folder, name, fn) => {
  const text = packageText(folder);
  const wit = await resolveWorld(`${text}\nworld w { import ${name}; }`, 'w');
  expect(wit).toMatch(/import airssys:/);
  expect(text).toContain(`${fn}: func`);
});

test('an interface that is not valid is refused', async () => {
  await expect(
    resolveWorld('package a:b; interface i { f: func(x: nothing); } world w { import i; }', 'w'),
  ).rejects.toThrow();
});
