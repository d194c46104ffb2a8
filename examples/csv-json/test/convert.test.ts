import { fakeFiles, mount, type Mounted } from '@airssys/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CsvJson } from '../src/convert.ts';

type Files = ReturnType<typeof fakeFiles>;

const converter = async (files: Files): Promise<Mounted<typeof CsvJson>> =>
  await mount<typeof CsvJson>('../src/convert.ts', { grants: 'requested', fakes: { files } });

test('rows become objects, and back', async () => {
  const files = fakeFiles({ '/data/in.csv': 'name,note\r\nAda,"likes ""tea"", and\nmilk"\nGrace,\n' });
  const csv = await converter(files);
  expect(await csv.toJson('/data/in.csv', '/data/out.jsonl')).toBe(2);
  expect(files.text('/data/out.jsonl')).toBe(
    '{"name":"Ada","note":"likes \\"tea\\", and\\nmilk"}\n{"name":"Grace","note":""}\n',
  );
  expect(await csv.toCsv('/data/out.jsonl', '/data/back.csv')).toBe(2);
  expect(files.text('/data/back.csv')).toBe('name,note\nAda,"likes ""tea"", and\nmilk"\nGrace,""\n');
});

test('whatever stands in a table is there afterwards', async () => {
  const files = fakeFiles({ '/data/in.jsonl': '' });
  const csv = await converter(files);
  const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
      // A break of a line is one character in JSON Lines as in CSV, but for the other kinds of it.
      const text = rows.map(([first, second]) => `${JSON.stringify({ first, second })}\n`).join('');
      files.write('/data/in.jsonl', text);
      await csv.toCsv('/data/in.jsonl', '/data/table.csv');
      expect(await csv.toJson('/data/table.csv', '/data/out.jsonl')).toBe(rows.length);
      expect(files.text('/data/out.jsonl')).toBe(text);
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a file that is larger than its memory passes through it', async () => {
  const rows = 8_000;
  const line = `${'é'.repeat(100)},${'x'.repeat(40)}\n`;
  const files = fakeFiles({ '/data/big.csv': `a,b\n${line.repeat(rows)}` });
  const csv = await mount<typeof CsvJson>('../src/convert.ts', {
    grants: 'requested',
    fakes: { files },
    limits: { maxMemoryBytes: 3 * 1024 ** 2, maxFuel: 1e11, timeoutMs: 300_000 },
  });
  expect(await csv.toJson('/data/big.csv', '/data/big.jsonl')).toBe(rows);
  expect(files.text('/data/big.jsonl').length).toBe(rows * (line.length + '{"a":"","b":""}'.length - 1));
});

test('what is no table is refused with the row', async () => {
  const files = fakeFiles({ '/data/short.csv': 'a,b\n1,2\n3\n', '/data/open.csv': 'a\n"1\n' });
  await expect((await converter(files)).toJson('/data/short.csv', '/data/out')).rejects.toThrow(
    'Row 3 has 1 fields, and the first row 2',
  );
  await expect((await converter(files)).toJson('/data/open.csv', '/data/out')).rejects.toThrow('has no end');
});

test('sees nothing but what it was granted', async () => {
  const files = fakeFiles({ '/data/in.csv': 'a\n1\n' });
  const csv = await mount<typeof CsvJson>('../src/convert.ts', {
    grants: ['filesystem.read:/data/in.csv'],
    fakes: { files },
  });
  await expect(csv.toJson('/data/in.csv', '/data/out')).toBeDenied('filesystem.write', '/data/out');
});
