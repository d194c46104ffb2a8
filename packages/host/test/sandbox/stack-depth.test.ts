import { expect, onTestFinished, test } from 'vitest';
import type { HostService } from '../../src/index.ts';
import { guest, HOST, run, testHost, trapOf } from '../components.ts';

const TEXT = {
  imports: { wait: '(result u32)' },
  core: '(import "host" "wait" (func $wait (result i32))) (func (export "run") (result i32) (call $wait))',
};

const limitedTo = (limit: number): void => {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = limit;
  onTestFinished(() => void (Error.stackTraceLimit = before));
};

const host = (call: () => Promise<number>): HostService => ({
  interface: HOST,
  immediate: {},
  waiting: { wait: { call } },
});

test('errors keep more frames while a call is under way, and as many as before when none is', async () => {
  limitedTo(7);
  const during: number[] = [];
  const services = [
    host(async () => {
      during.push(Error.stackTraceLimit);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return during.push(Error.stackTraceLimit);
    }),
  ];
  const [one, other] = [await guest(TEXT, {}, testHost({ services })), await guest(TEXT, {}, testHost({ services }))];
  expect(Error.stackTraceLimit).toBe(7);
  await Promise.all([run(one), run(other)]);
  expect(Error.stackTraceLimit).toBe(7);
  expect(during).toEqual([64, 64, 64, 64]);
});

test('a trap puts it back as well', async () => {
  limitedTo(7);
  await trapOf(run(await guest('(func (export "run") (result i32) unreachable)')));
  expect(Error.stackTraceLimit).toBe(7);
});

test('who wants more keeps it, and who changes it meanwhile has the last word', async () => {
  limitedTo(500);
  const seen: number[] = [];
  const instance = await guest(TEXT, {}, testHost({ services: [host(async () => seen.push(Error.stackTraceLimit))] }));
  await run(instance);
  expect([seen, Error.stackTraceLimit]).toEqual([[500], 500]);
  limitedTo(7);
  const changing = await guest(TEXT, {}, testHost({ services: [host(async () => (Error.stackTraceLimit = 20))] }));
  await run(changing);
  expect(Error.stackTraceLimit).toBe(20);
});
