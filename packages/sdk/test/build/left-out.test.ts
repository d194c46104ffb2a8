/** Each instance has its component's code in its memory, so what an interface does not need is not in the component. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildComponent } from '@airssys/sdk/build';
import { component, createWorkspace } from './workspace.ts';

async function sourcesOf(body: string): Promise<{ readonly own: readonly string[]; readonly component: Uint8Array }> {
  const { dir } = createWorkspace({ 'subject.ts': component(body) });
  const entry = join(dir, 'subject.ts');
  const built = await buildComponent({ entry, engine: 'quickjs', outDir: false, useCache: false });
  // What the map leads to: modules of which nothing is left are not among them.
  const { sources } = JSON.parse(built.sourceMap) as { readonly sources: readonly string[] };
  return { own: sources.filter((name) => name.startsWith('airssys:')), component: built.component };
}

const CONVERTERS = ['collections', 'containers', 'dates', 'definitions', 'flags', 'json-text', 'lists', 'typed-arrays'];
const MIGRATION = ['migration-export', 'state-format'];
const named = (names: readonly string[]): readonly string[] => names.map((name) => `airssys:${name}.js`);

test('converters of types that it does not have, hooks that its class does not have, and comments', async () => {
  const { own, component: bytes } = await sourcesOf(
    '/** Said in the manifest only. */ @operation() twice(it: u32): u32 { return it * 2; }',
  );
  expect(own).toContain('airssys:primitives.js');
  for (const name of named([...CONVERTERS, ...MIGRATION])) expect(own).not.toContain(name);
  expect(
    Buffer.from(bytes)
      .toString('latin1')
      .match(/Said in the manifest only/g),
  ).toHaveLength(2); // the source map has it too
});

test('of a list, a date and an option what they need', async () => {
  const { own } = await sourcesOf(
    '@operation() at(days: number[], from?: Date): Date { return from ?? new Date(days[0] ?? 0); }',
  );
  for (const name of named(['collections', 'containers', 'dates', 'lists'])) expect(own).toContain(name);
  for (const name of named(['flags', 'json-text', ...MIGRATION])) expect(own).not.toContain(name);
});

const PROMISES = ['promise', 'combinators', 'capability', 'rejections', 'drive', 'timers'];
const HOOKS = ['component-config', 'component-messages'];
const GLOBALS = ['promises', 'console', 'demand'];

test('globals that its code does not name, promises that it does not make, values of hooks that it does not have', async () => {
  const { own } = await sourcesOf('@operation() twice(it: u32): u32 { return it * 2; }');
  for (const name of named([...PROMISES, ...GLOBALS, ...HOOKS])) expect(own).not.toContain(name);
  const waiting = await sourcesOf('@operation() async twice(it: u32): Promise<u32> { await null; return it * 2; }');
  for (const name of named(['promise', 'drive', 'promises'])) expect(waiting.own).toContain(name);
  for (const name of named(['console', ...HOOKS])) expect(waiting.own).not.toContain(name);
});
