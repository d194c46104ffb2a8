import fc from '../../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { type AuditEvent, verifyChain } from '../../src/index.ts';
import { GENESIS, HashChain } from '../../src/capabilities/audit/hash-chain.ts';
import { decision } from './decisions.ts';

const KEY = new TextEncoder().encode('a key of the operator');

function linesOf(events: readonly AuditEvent[], key?: Uint8Array): string[] {
  const chain = new HashChain(GENESIS, key);
  return events.map((event) => chain.link(event));
}

const events = fc
  .array(fc.record({ resource: fc.string({ unit: 'binary' }), allowed: fc.boolean() }), { minLength: 1, maxLength: 8 })
  .map((list) => list.map((facts, at) => decision({ ...facts, sequence: at + 1 })));

describe('a chain', () => {
  test('holds what it was given, line by line, and is whole', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async (list, keyed) => {
        const lines = linesOf(list, keyed ? KEY : undefined);
        expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
        expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject(list.map((one) => ({ ...one })));
        expect(await verifyChain(lines, keyed ? KEY : undefined)).toMatchObject({
          entries: list.length,
          dropped: 0,
          continues: false,
          fault: undefined,
        });
      }),
    );
  });

  test('shows the place of any change', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (list, which, where, by) => {
        const lines = linesOf(list);
        const at = which % lines.length;
        const line = lines[at] ?? '';
        const position = where % line.length;
        const other = String.fromCharCode(line.charCodeAt(position) ^ by);
        lines[at] = line.slice(0, position) + other + line.slice(position + 1);
        const { fault } = await verifyChain(lines);
        // A hash that was changed is first missed by the entry after it, unless its own content speaks against it.
        expect(fault?.line).toBe(at + 1);
      }),
    );
  });

  test.each([
    ['removed', (lines: string[]) => lines.splice(1, 1)],
    ['doubled', (lines: string[]) => lines.splice(1, 0, lines[1] ?? '')],
    ['moved', (lines: string[]) => lines.splice(1, 2, lines[2] ?? '', lines[1] ?? '')],
  ])('shows that an entry was %s', async (_what, change) => {
    const lines = linesOf([1, 2, 3, 4].map((sequence) => decision({ sequence })));
    change(lines);
    const { fault } = await verifyChain(lines);
    expect(fault?.what).toBe('it does not follow the entry before it: entries were removed, added or moved');
  });

  test('that was written anew throughout is whole without a key, and is not with one', async () => {
    const forged = [1, 2].map((sequence) => decision({ sequence, allowed: true }));
    expect((await verifyChain(linesOf(forged))).fault).toBeUndefined();
    expect((await verifyChain(linesOf(forged), KEY)).fault?.line).toBe(1);
    expect((await verifyChain(linesOf(forged, KEY))).fault?.line).toBe(1);
    expect((await verifyChain(linesOf(forged, KEY), KEY)).fault).toBeUndefined();
  });

  test('without its last entries is whole, with another head', async () => {
    const lines = linesOf([1, 2, 3].map((sequence) => decision({ sequence })));
    const [whole, cut] = [await verifyChain(lines), await verifyChain(lines.slice(0, 2))];
    expect([whole.fault, cut.fault]).toEqual([undefined, undefined]);
    expect(cut.head).not.toBe(whole.head);
  });

  test('that begins with the end of another says so, and counts its gaps', async () => {
    const chain = new HashChain('f'.repeat(64));
    const gap = { dropped: 7, firstSequence: 1, lastSequence: 7, timeMs: 0, reason: 'the sink failed' };
    expect(await verifyChain([chain.link(gap), chain.link(decision({}))])).toMatchObject({
      entries: 2,
      dropped: 7,
      continues: true,
      fault: undefined,
    });
  });

  test.each([
    ['', 'it is no entry of an audit log'],
    ['{}', 'it is no entry of an audit log'],
    [`{"a":1,"previous":"${GENESIS}","hash":"${GENESIS}"}`, 'its hash is not that of its content'],
  ])('does not begin with %j', async (line, what) => {
    expect((await verifyChain([line])).fault).toEqual({ line: 1, what });
  });
});
