import { contract, mount, type Mounted } from '@airssys/testing';
import { arbitrary } from '@airssys/testing/generate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRedaction } from '../src/redact.ts';

const SEED = { seed: 1, numRuns: 60 };

const builds = (['quickjs', 'starlingmonkey'] as const).map((engine) => ({
  name: engine,
  mount: async (): Promise<Mounted<typeof LogRedaction>> =>
    await mount<typeof LogRedaction>('../src/redact.ts', { engine }),
}));

contract('log redaction', builds, (build) => {
  test('takes out what is not for everybody', async () => {
    const log = await build.mount();
    expect(await log.redact('login of ada@example.com from 192.0.2.17')).toBe('login of [email] from [address]');
    expect(await log.redact('GET /pay?card=4111 1111 1111 1111&token=abc')).toBe('GET /pay?card=[card]&token=[secret]');
    expect(await log.redact('Authorization: Bearer abc.def==')).toBe('Authorization: Bearer [secret]');
    // Long, but no card: its last digit does not follow from the others.
    expect(await log.redact('order 4111 1111 1111 1112')).toBe('order 4111 1111 1111 1112');
  });

  test('keeps what it is told to keep, and counts', async () => {
    const log = await build.mount();
    expect(await log.redact('a@example.com 192.0.2.1', ['address'])).toBe('[email] 192.0.2.1');
    expect(await log.findings('a@example.com b@example.com 192.0.2.1')).toEqual([
      { kind: 'email', count: 2 },
      { kind: 'address', count: 1 },
    ]);
  });

  test('what is clean stays clean, line by line', async () => {
    const log = await build.mount();
    await fc.assert(
      fc.asyncProperty(arbitrary(log, 'redact', { maxLength: 200 }), async ([text, keep]) => {
        const once = await log.redact(text, keep);
        expect(await log.redact(once, keep)).toBe(once);
        expect(once.split('\n').length).toBe(text.split('\n').length);
      }),
      SEED,
    );
  });

  test('no address of mail gets through, whatever stands around it', async () => {
    const log = await build.mount();
    // What borders on the address, where it does not belong to it.
    const around = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll(/[\w.+@-]/g, ' '));
    await fc.assert(
      fc.asyncProperty(around, fc.emailAddress({ size: 'small' }), around, async (before, address, after) => {
        fc.pre(/^[\w.+-]+@[\w.-]+$/.test(address));
        expect(await log.redact(`${before}<${address}>${after}`)).toBe(`${before}<[email]>${after}`);
      }),
      SEED,
    );
  });
});

test('a line that is made to be slow is not', async () => {
  const log = await mount<typeof LogRedaction>('../src/redact.ts', { limits: { maxFuel: 3_000_000_000 } });
  for (const part of ['a.', '1 ', 'a@b.', '9']) {
    const line = part.repeat(10_000);
    expect(typeof (await log.redact(line))).toBe('string');
  }
});
