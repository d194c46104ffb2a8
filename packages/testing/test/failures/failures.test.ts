/** What a person sees of a failing test, at 80 columns. */
import { beforeAll, expect, test } from 'vitest';
import { runVitest } from '../child-vitest.ts';

let failures: readonly string[];
let exitCode: number;
beforeAll(async () => {
  const run = await runVitest(['failing.run.ts']);
  exitCode = run.exitCode;
  failures = run.output
    .split(/^ FAIL {2}/m)
    .slice(1)
    .map((text) => (text.split(/^⎯+/m)[0] ?? '').trim());
}, 300_000);

const failureOf = (name: string): string | undefined =>
  failures.find((text) => text.split('\n')[0]?.endsWith(`> ${name}`));

test('each of them fails', () => {
  expect([exitCode, failures.length]).toEqual([1, 5]);
});

test('an error of the component: its frames and its code, then the test', () => {
  expect(failureOf('throws')).toMatchInlineSnapshot(`
    "failing.run.ts > throws
    TrapError: break threw RangeError: broken
      69|   @operation()
      70|   break(depth: u32): u32 {
      71|     if (depth === 0) throw new RangeError('broken');
        |                                ^
      72|     const inner = this.break(depth - 1);
      73|     return inner + 1;

     ❯ break till.ts:71:32
     ❯ break till.ts:72:30
     ❯ failing.run.ts:7:14
          5| test('throws', async () => {
          6|   const till = await mount<typeof Till>('./till.ts');
          7|   await till.break(1);
           |              ^
          8| });
          9|"
  `);
});

test('causes inside of the component are causes', () => {
  expect(failureOf('throws what has a cause')).toMatchInlineSnapshot(`
    "failing.run.ts > throws what has a cause
    TrapError: look threw Error: nothing is sold as ''
      79|       return this.#find(label);
      80|     } catch (cause) {
      81|       throw new Error(\`nothing is sold as '\${label}'\`, { cause });
        |                                              ^
      82|     }
      83|   }

     ❯ look till.ts:81:46
     ❯ failing.run.ts:12:14
         10| test('throws what has a cause', async () => {
         11|   const till = await mount<typeof Till>('./till.ts');
         12|   await till.look('');
           |              ^
         13| });
         14|

    Caused by: TypeError: no such label
     ❯ #find till.ts:98:40
     ❯ look till.ts:79:25"
  `);
});

test('a declared error has the place of the call', () => {
  expect(failureOf('declares what it throws')).toMatchInlineSnapshot(`
    "failing.run.ts > declares what it throws
    Closed: closed
     ❯ failing.run.ts:17:14
         15| test('declares what it throws', async () => {
         16|   const till = await mount<typeof Till>('./till.ts');
         17|   await till.close(true);
           |              ^
         18| });
         19|"
  `);
});

test('so has what never came to the component', () => {
  expect(failureOf('gets what it cannot take')).toMatchInlineSnapshot(`
    "failing.run.ts > gets what it cannot take
    AirssysError: total: expected u32, got -1
     ❯ failing.run.ts:22:14
         20| test('gets what it cannot take', async () => {
         21|   const till = await mount<typeof Till>('./till.ts');
         22|   await till.split(-1);
           |              ^
         23| });
         24|"
  `);
});

test('and what a limit has ended', () => {
  expect(failureOf('uses up its fuel')).toMatchInlineSnapshot(`
    "failing.run.ts > uses up its fuel
    TrapError: spin used up its 5,000,000 units of fuel
     ❯ failing.run.ts:27:14
         25| test('uses up its fuel', async () => {
         26|   const till = await mount<typeof Till>('./till.ts', { limits: { maxFu…
         27|   await till.spin();
           |              ^
         28| });
         29|"
  `);
});
