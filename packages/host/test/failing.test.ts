/** Errors from inside with all that led to them, through a component of each engine. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComponentHost, type GuestError, type TrapError } from '../src/index.ts';
import { built, CACHE_DIR, ENGINES, type EngineName, fixturePath, trapOf } from './components.ts';

const source = readFileSync(fixturePath('failing'), 'utf8').split('\n');

/** The innermost frame of each error of a tree: who threw it, and the line. */
function tree({ name, message, stack, cause, errors }: GuestError): object {
  const [frame = ''] = stack.split('\n');
  const [, fn, line] = /^ {4}at (\S+) \(test\/fixtures\/failing\.ts:(\d+):\d+\)$/.exec(frame) ?? [];
  return {
    error: `${name}: ${message}`,
    at: `${fn}: ${source[Number(line) - 1]?.trim()}`,
    ...(cause && { cause: tree(cause) }),
    ...(errors.length > 0 && { errors: errors.map(tree) }),
  };
}

const BOTTOM = { error: 'Low: bottom', at: "bottom: throw new Low('bottom');" };
const MIDDLE = { error: 'RangeError: middle', at: "middle: throw new RangeError('middle', { cause });", cause: BOTTOM };
const TOP = { error: 'Error: top', at: "top: throw new Error('top', { cause });", cause: MIDDLE };
const quick = (name: string): object => ({ error: `Low: ${name}`, at: 'quick: throw new Low(name);' });

describe.each(ENGINES)('%s', (engine: EngineName) => {
  let failure: (how: string) => Promise<TrapError & { guestError: GuestError }>;

  beforeAll(async () => {
    const host = new ComponentHost({ cacheDir: CACHE_DIR });
    const loaded = await host.load(await built('failing', engine), 'failing');
    failure = async (how) => {
      const trap = await trapOf((await loaded.instantiate({})).call('fail', how));
      if (trap.guestError === undefined) throw new Error(`nothing was told: ${trap.message}`, { cause: trap });
      return Object.assign(trap, { guestError: trap.guestError });
    };
    return async () => await host[Symbol.asyncDispose]();
  });

  test('a chain of causes, each with its own place', async () => {
    const { guestError, stack = '' } = await failure('chain');
    expect(tree(guestError)).toEqual(TOP);
    const heads = stack.split('\n').filter((line) => !line.trimStart().startsWith('at '));
    expect(heads).toEqual([
      'TrapError: fail threw Error: top',
      'caused by RangeError: middle',
      '  caused by Low: bottom',
    ]);
  });

  test('the errors of an AggregateError', async () => {
    const { guestError } = await failure('any');
    expect(guestError).toMatchObject({ name: 'AggregateError', message: 'All promises were rejected' });
    expect(guestError.errors.map(tree)).toEqual([quick('first'), TOP, quick('third')]);
  });

  test('both errors of a disposal that fails', async () => {
    const { guestError } = await failure('held');
    expect(guestError.name).toBe('SuppressedError');
    expect(guestError.errors.map(tree)).toEqual([
      { error: 'Low: disposal of one', at: expect.stringContaining('throw new Low(`disposal of') as unknown },
      {
        error: 'RangeError: while one was held',
        at: expect.stringContaining('holding: throw new RangeError') as unknown,
      },
    ]);
  });

  test('what is too long is cut, and still told', async () => {
    const { guestError } = await failure('huge');
    expect(guestError.message).toMatch(/^x{1000,}… \(100000 characters\)$/);
    expect(guestError.cause?.message).toMatch(/^y{1000,}… \(100000 characters\)$/);
  });

  test('errors that lead to themselves end somewhere', async () => {
    let depth = 0;
    for (let error: GuestError | undefined = (await failure('cycle')).guestError; error; error = error.cause)
      depth += 1;
    expect(depth).toBe(9);
    const { errors, cause } = (await failure('many')).guestError;
    expect([errors.length, errors[0]?.errors[0]?.message, cause?.message]).toEqual([11, '0', 'words']);
  });

  test('an error whose class gives it no name has that of its class, and its stack begins where it was made', async () => {
    const trap = await failure('unnamed');
    expect(trap.message).toBe('fail threw OutOfStock: short: none left');
    const { cause } = trap.guestError;
    expect(tree(trap.guestError)).toMatchObject({ at: "fail: throw new OutOfStock('none left', { cause });" });
    expect(cause?.name).toBe('AggregateError');
    expect(cause?.errors.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      'Error: short: renamed',
      'TypeError: anonymous',
      'Error: unnameable',
    ]);
  });

  test('what is odd, and what is no error', async () => {
    expect((await failure('odd')).guestError).toMatchObject({ message: 'unreadable', cause: undefined });
    expect((await failure('value')).guestError).toMatchObject({
      name: 'thrown value',
      message: '{"reason":"no error at all","at":[1,2]}',
    });
  });
});
