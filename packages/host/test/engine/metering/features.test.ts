import { describe, expect, test } from 'vitest';
import { FEATURES } from './features.ts';
import { difference } from './fuzz/differential.ts';
import { assemble, metered, MODES } from './metered.ts';

describe.each(FEATURES)('$name', ({ wat, argument, result, fuel }) => {
  const module = `(module ${wat})`;

  test('computes the same plain, fast and exact, in slices of any size', async () => {
    const bytes = await assemble(module);
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    expect(typeof f === 'function' && f(argument)).toBe(result);
    for (const mode of MODES) expect((await metered(module, mode)).call('f', argument)).toBe(result);
    expect(difference(bytes, { isCounted: false })).toBeUndefined();
  });

  test('exact: uses what it uses in wasmtime', async () => {
    const guest = await metered(module, 'exact');
    const before = guest.used();
    guest.call('f', argument);
    expect(guest.used() - before).toBe(fuel);
  });

  test.each(MODES)('%s: stops where the fuel ends, also in a loop around it', async (mode) => {
    const endless = `(module ${wat} (func $again (export "again") (param i32)
      (loop $l (drop (call $f (local.get 0))) (br $l))))`.replace('(func (export "f")', '(func $f (export "f")');
    const guest = await metered(endless, mode);
    expect(() => guest.call('again', argument)).toThrow(WebAssembly.RuntimeError);
    expect(guest.host.budget).toBe(0n);
  });
});
