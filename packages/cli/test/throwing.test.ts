import { expect, test } from 'vitest';
import { Project } from './support/project.ts';

const project = new Project('throwing').fixture('bank.ts');

test('what an operation declares to throw is its answer, and ends with 1', async () => {
  const withdraw = async (...args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await project.run([
      'run',
      'src/bank.ts',
      'withdraw',
      '--engine',
      'quickjs',
      ...args,
    ]);
    return { code, stdout: JSON.parse(stdout) as unknown, stderr };
  };
  expect(await withdraw('4')).toEqual({ code: 0, stdout: 6, stderr: '' });
  expect(await withdraw('15')).toEqual({
    code: 1,
    stdout: { error: { name: 'InsufficientFunds', message: '5 are missing', missing: 5 } },
    stderr: '',
  });
  expect(await withdraw('0')).toMatchObject({ code: 1, stdout: { error: { name: 'Closed', message: 'for today' } } });
  expect(await withdraw('15', '--json')).toMatchObject({
    code: 1,
    stdout: {
      value: { error: { name: 'InsufficientFunds', missing: 5 } },
      usage: { fuel: expect.any(Number) as unknown },
      logs: [],
    },
  });
}, 60_000);

test('the signature says so', async () => {
  const { code, stderr } = await project.run(['run', 'src/bank.ts', 'withdraw', 'x', '--engine', 'quickjs']);
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
    'withdraw(amount: u32): Promise<u32> throws InsufficientFunds, Closed',
  );
}, 60_000);

test('an error from inside is printed with all that led to it', async () => {
  const { code, stderr } = await project.run(['run', 'src/bank.ts', 'audit', '--engine', 'quickjs']);
  expect(code).toBe(1);
  expect(stderr.replace(/^used: .*$/m, 'used: <usage>')).toMatchInlineSnapshot(`
    "error AIRSSYS_TRAP_GUEST_ERROR: audit threw AggregateError: All promises were
      rejected
      [0] Error: no book
          at #check (src/bank.ts:31:62)
        caused by RangeError: book is empty
          at #check (src/bank.ts:31:62)
      [1] Error: no vault
          at #check (src/bank.ts:31:62)
        caused by RangeError: vault is empty
          at #check (src/bank.ts:31:62)
    used: <usage>
    hint: The operation threw. Catch the error there, or declare it with @throws.

    "
  `);
}, 60_000);
