import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextIteration } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CACHE_DIR, guest, run, temporaryDirectory, testHost, trapOf, written } from '../components.ts';

const TEXT = {
  core: `(memory (export "memory") 4) (func (export "run") (result i32) (memory.grow (i32.const 4)))
    (func (export "trap") (result i32) unreachable)`,
  exports: [
    { name: 'run', result: true },
    { name: 'trap', result: true },
  ],
};

interface State {
  readonly handles: string;
  readonly heapMb: number;
}

test('500 instances, made and given up, leave nothing, and the process ends by itself', async () => {
  const file = join(temporaryDirectory(), 'it.wasm');
  writeFileSync(file, await written(TEXT));
  const child = fork(join(import.meta.dirname, 'cycle.ts'), [CACHE_DIR, file, '500'], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ before, after }] = (await once(child, 'message')) as [{ before: State; after: State }];
  expect(after.handles).toBe(before.handles);
  // One instance has half a megabyte of memory alone.
  expect(after.heapMb - before.heapMb).toBeLessThan(10);
  const [code, signal] = (await once(child, 'exit')) as [number, string];
  expect([code, signal]).toEqual([0, null]);
});

test('calls of every end leave no handle', async () => {
  const host = testHost();
  const count = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate').length;
  const before = count();
  for (let i = 0; i < 20; i += 1) {
    const instance = await guest(TEXT, { limits: { timeoutMs: 60_000 } }, host);
    const { signal } = new AbortController();
    await instance.callExport('test:guest/ops@1.0.0', 'run', [], { signal });
    if (i % 2 === 0) await trapOf(run(instance, 'trap'));
    await instance[Symbol.asyncDispose]();
  }
  // The end of a turn of the event loop is noticed in the next.
  await nextIteration();
  await nextIteration();
  expect(count()).toBeLessThanOrEqual(before);
});
