import { join } from 'node:path';
import { SourceMap } from 'node:module';
import { analyzeComponent } from '@airssys/wit-gen';
import { expect, test } from 'vitest';
import { buildComponent } from '@airssys/sdk/build';
import { blanked } from '../../src/build/without-marks.ts';
import { component, createWorkspace } from './workspace.ts';

/** A source without its marks, by the analysis. */
function without(source: string): string | undefined {
  const { write } = createWorkspace();
  const file = write('subject.ts', source);
  return blanked(source, analyzeComponent({ entry: file }).marks);
}

test('marks are blank, in the same lines and columns; what they are of stays', () => {
  const source = component(`count = 0
  @operation()
  add(by: u32): u32 { return this.count += by; }
  @requires('clock', 'random') @operation()
  *['twice'](by: u32): Iterable<u32> { yield by; }`);
  const text = without(source) ?? '';
  expect(text.length).toBe(source.length);
  expect(text).not.toMatch(/@(?:component|operation|requires)\(/);
  expect(text.split('\n').map((line) => line.length)).toEqual(source.split('\n').map((line) => line.length));
  // The member before has no semicolon, and would take the brackets or the star for its own.
  expect(text).toContain('count = 0\n  ;           \n  add(by');
  expect(text).toMatch(/;\s+\n {2}\*\['twice'\]/);
});

test('@throws stays, and so do decorators of others, also of the same name', () => {
  const text = without(
    component(
      '@operation() @throws(TooMany) @operation2() add(by: u32): u32 { return by; }',
      `import { throws } from '@airssys/sdk';
      const operation2 = () => (method: unknown, context: unknown): void => {};
      class TooMany extends Error {}
      class Other { @mine.operation() run() {} }
      const mine = { operation: operation2 };`,
    ),
  );
  expect(text).toContain('@throws(TooMany) @operation2() add(');
  expect(text).toContain('@mine.operation() run()');
  expect(text).not.toContain('@operation()');
});

test('a mark whose arguments do something stays', () => {
  const text = without(
    component(
      '@operation() add(by: u32): u32 { return by; }',
      `class Other { @requires(say()) run() {} }
    function say(): 'clock' { return 'clock'; }`,
    ),
  );
  expect(text).toContain('@requires(say()) run()');
});

test('a file that has changed since is left alone', () => {
  const mark = { file: 'a.ts', start: 2, text: '@operation()', beginsMember: true };
  expect(blanked('  @operation() add() {}', [mark])).toBe('  ;            add() {}');
  expect(blanked('\n  @operation() add() {}', [mark])).toBeUndefined();
});

test('nothing that lowers decorators is left of a class with marks alone, and places are those of the author', async () => {
  const source = component(`#by = 1
  @operation() add(by: u32): u32 { return by + this.#by; }
  @operation()
  fail(): u32 { throw new Error('here'); }`);
  const { dir } = createWorkspace({ 'subject.ts': source });
  const built = await buildComponent({
    entry: join(dir, 'subject.ts'),
    engine: 'quickjs',
    outDir: false,
    useCache: false,
  });
  expect(Buffer.from(built.component).toString('latin1')).not.toContain('__decorateElement');
  const map = new SourceMap(JSON.parse(built.sourceMap));
  const line = source.split('\n').findIndex((one) => one.includes('fail()'));
  const places = JSON.parse(built.sourceMap) as { readonly sources: readonly string[] };
  const own = places.sources.find((one) => one.endsWith('subject.ts')) ?? '';
  const found = Array.from({ length: 60_000 }, (_, column) => map.findEntry(column >> 9, column & 511)).filter(
    (entry) => 'originalSource' in entry && entry.originalSource === own && entry.originalLine === line,
  );
  expect(found.map((entry) => ('originalColumn' in entry ? entry.originalColumn : -1))).toContain(2);
});
