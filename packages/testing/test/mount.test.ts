import { setImmediate as nextTurn } from 'node:timers/promises';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createClock, mount, type Mounted } from '../src/index.ts';
import { loadComponent } from '../src/load/load-component.ts';
import { aliveMounts } from '../src/session/cleanup.ts';
import type { Dice } from './fixtures/dice.ts';
import type { Everything } from './fixtures/everything.ts';

const FIXTURE = './fixtures/everything.ts';
const fixtureUrl = new URL(FIXTURE, import.meta.url);

describe('the handle', () => {
  test('calls the operations of the class', async () => {
    await using everything = await mount<typeof Everything>(FIXTURE);
    expect(await everything.add(2, 3)).toBe(5);
    expect(everything.$.instance.operations).toContain('add');
  });

  test('tells what calls have used, what they logged and what was decided', async () => {
    const clock = createClock({ startMs: 5_000 });
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'], clock });
    expect(everything.$.lastUsage).toBeUndefined();
    await everything.say('hello');
    await everything.increment();
    expect(everything.$.logs).toMatchObject([
      { level: 'info', message: 'hello', context: [['length', '5']], timeMs: 5_000 },
    ]);
    expect(everything.$.audit.map(({ hostFunction }) => hostFunction)).toEqual([
      'airssys:core/storage#get',
      'airssys:core/storage#set',
    ]);
    expect(everything.$.lastUsage).toMatchObject({ hostCalls: 2 });
    expect(everything.$.usage.fuel).toBeGreaterThan(everything.$.lastUsage?.fuel ?? Infinity);
  });

  test('tells of calls that went past it', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'] });
    await everything.$.instance.call('increment', 1);
    expect(everything.$.audit).toHaveLength(2);
  });

  test('passes on environment and configuration', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { env: { NAME: 'Ada' }, config: '{}' });
    expect(await everything.started()).toBe('Ada 2');
  });
});

describe('the path', () => {
  test('may be a URL, also as text', async () => {
    expect(await (await mount<typeof Everything>(fixtureUrl)).add(1, 1)).toBe(2);
    expect(await (await mount<typeof Everything>(fixtureUrl.href)).add(1, 1)).toBe(2);
  });

  test('may be a built component', async () => {
    const dir = await temporaryFolder();
    const { component } = await buildComponent({ entry: fixtureUrl.pathname, engine: 'quickjs', outDir: false });
    await writeFile(join(dir, 'everything.wasm'), component);
    const everything = await mount<typeof Everything>(join(dir, 'everything.wasm'));
    expect(await everything.add(20, 22)).toBe(42);
  });

  test('that leads nowhere is named as it was looked for', async () => {
    const error: unknown = await mount('./fixtures/nothing.ts').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'AIRSSYS_TEST_MOUNT',
      message: `There is no component ./fixtures/nothing.ts: looked for ${join(import.meta.dirname, 'fixtures/nothing.ts')}`,
      hint: expect.stringContaining('mount.test.ts'),
    });
  });

  test('to sources with errors ends in their places', async () => {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'broken.ts'), "import { component } from '@airssys/sdk';\nexport class Broken {}\n");
    await expect(mount(join(dir, 'broken.ts'))).rejects.toMatchObject({ code: 'AIRSSYS_BUILD_SOURCE' });
  });
});

describe('the clock', () => {
  test('knows whose sleep it is, also of one who was suspended before', async () => {
    const clock = createClock({ startMs: 0 });
    const grants = ['clock'];
    const [one, other, untracked] = await Promise.all([
      mount<typeof Everything>(FIXTURE, { grants, clock }),
      mount<typeof Everything>(FIXTURE, { grants, clock }),
      mount<typeof Everything>(FIXTURE, { grants, clock }),
    ]);
    const sleeping = untracked.$.instance.invoke('nap', [5]);
    const thinking = [one.thinkAndNap(300_000, 3, 10), other.thinkAndNap(500_000, 2, 25)];
    await clock.advance(29);
    // The one has slept twice, the other once: time has waited for their thoughts.
    expect([clock.nowMs(), clock.sleeping]).toEqual([29, 2]);
    await clock.runAll();
    await Promise.all([...thinking, sleeping]);
    expect(clock.nowMs()).toBe(50);
  });

  test('stands still until it is advanced, and then wakes who sleeps', async () => {
    const clock = createClock({ startMs: 1_000 });
    const limits = { timeoutMs: 7_200_000 };
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['clock'], clock, limits });
    const nap = everything.nap(3_600_000);
    await clock.advance('59m');
    expect(clock.sleeping).toBe(1);
    await clock.advance('1m');
    expect(await nap).toEqual([1_000, 3_601_000]);
  });

  test('ends a call whose time is over by it', async () => {
    const clock = createClock({ startMs: 0 });
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['clock'], clock });
    const nap = expect(everything.nap(20_000)).toTrap('deadline', 'nap was stopped after 10000 ms');
    await clock.runAll();
    await nap;
    expect(clock.nowMs()).toBe(10_000);
  });

  test('is shared, and wakes in the order of time', async () => {
    const clock = createClock();
    const grants = ['clock'];
    const woken: string[] = [];
    const mounts = await Promise.all([
      mount<typeof Everything>(FIXTURE, { grants, clock }),
      mount<typeof Everything>(FIXTURE, { grants, clock }),
    ]);
    const naps = mounts.map(async (one, at) => {
      await one.nap(2_000 - at * 1_000);
      woken.push(`mount ${at}`);
    });
    await clock.runAll();
    await Promise.all(naps);
    expect(woken).toEqual(['mount 1', 'mount 0']);
    expect(clock.nowMs()).toBe(Date.UTC(2026, 0, 1) + 2_000);
  });

  test('waits for calls that queue for one instance', async () => {
    const clock = createClock({ startMs: 0 });
    const everything = await mount<typeof Everything>(FIXTURE, { grants: ['clock'], clock });
    const naps = Promise.all([everything.nap(10), everything.nap(10)]);
    await clock.advance(20);
    expect(await naps).toEqual([
      [0, 10],
      [10, 20],
    ]);
  });

  test('lets the deadline go on', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, {
      grants: ['clock'],
      clock: createClock(),
      limits: { timeoutMs: 200 },
    });
    await expect(everything.nap(1)).toTrap('deadline');
  });

  test('needs its capability, as ever', async () => {
    const everything = await mount<typeof Everything>(FIXTURE, { clock: createClock() });
    await expect(everything.nap(1)).toTrap('denied');
  });
});

describe('chance', () => {
  const play = async (seed: number): Promise<unknown> => {
    const dice = await mount<typeof Dice>('./fixtures/dice.ts', {
      grants: 'requested',
      seed,
    });
    return [await dice.roll(20), await dice.chance(), dice.$.usage.fuel];
  };

  test('repeats itself with the seed, and so does the fuel', async () => {
    const first = await play(42);
    expect(await play(42)).toEqual(first);
    expect(await play(43)).not.toEqual(first);
  });

  test('has the same fuel for the same work, whatever ran before', async () => {
    const fuel = async (): Promise<number | undefined> => {
      const everything = await mount<typeof Everything>(FIXTURE);
      await everything.add(1, 2);
      return everything.$.lastUsage?.fuel;
    };
    expect(await fuel()).toBe(await fuel());
  });
});

describe('isolation', () => {
  test('mounts of one component share nothing', async () => {
    const grants = ['storage'];
    const [a, b] = await Promise.all([
      mount<typeof Everything>(FIXTURE, { grants }),
      mount<typeof Everything>(FIXTURE, { grants }),
    ]);
    await Promise.all([a.increment(1), b.increment(10)]);
    expect(await Promise.all([a.increment(1), b.increment(10)])).toEqual([2, 20]);
    expect(new Set(a.$.audit.map(({ instance }) => instance)).size).toBe(1);
    expect(a.$.audit).toHaveLength(4);
  });

  describe('concurrent tests', () => {
    test.concurrent.for([1, 2, 3, 4])('number %i', async (by, { expect }) => {
      await using everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'] });
      await everything.increment(by);
      await new Promise((done) => setTimeout(done, 20));
      expect(await everything.increment(by)).toBe(2 * by);
    });
  });
});

describe('the end', () => {
  let shared: Mounted<typeof Everything>;
  let leftBehind: Mounted<typeof Everything>;

  beforeAll(async () => {
    shared = await mount<typeof Everything>(FIXTURE);
  });

  test('of a test disposes what it mounted', async () => {
    leftBehind = await mount<typeof Everything>(FIXTURE);
    expect(aliveMounts()).toBe(2);
  });

  test('comes before the next test, and not for what the whole file uses', async () => {
    expect(leftBehind.$.instance.state).toBe('disposed');
    expect(shared.$.instance.state).toBe('ready');
    expect(aliveMounts()).toBe(1);
    expect(await shared.add(1, 2)).toBe(3);
  });

  test('comes with the block of `await using`', async () => {
    let instance;
    {
      await using everything = await mount<typeof Everything>(FIXTURE);
      ({ instance } = everything.$);
    }
    expect(instance.state).toBe('disposed');
  });

  test('stops a call that is still running', async () => {
    const everything = await mount<typeof Everything>(FIXTURE);
    const spinning = everything.spin();
    // It may begin in a later turn of the event loop.
    await nextTurn(undefined);
    await nextTurn(undefined);
    await Promise.all([expect(spinning).toTrap('cancelled'), everything.$.dispose()]);
    await everything.$.dispose();
  });

  test('leaves nothing behind in the host', async () => {
    const { host } = await loadComponent({ file: fixtureUrl.pathname, engine: 'quickjs', metering: 'exact' });
    const before = host.size;
    for (let i = 0; i < 5; i += 1) {
      await using everything = await mount<typeof Everything>(FIXTURE);
      await everything.add(1, 1);
    }
    expect(host.size).toBe(before);
  });
});

test('a component is as its sources are now', async () => {
  const dir = await temporaryFolder();
  const path = join(dir, 'answer.ts');
  const source = (answer: number): string =>
    `import { component, operation } from '@airssys/sdk';
@component({ id: 'test:answer', version: '1.0.0' })
export class Answer {
  @operation()
  answer(): number { return ${answer}; }
}`;
  await writeFile(path, source(1));
  const [first, same] = await Promise.all([mount(path), mount(path)]);
  expect([await first['answer']?.(), await same['answer']?.()]).toEqual([1, 1]);
  await writeFile(path, source(2));
  expect(await (await mount(path))['answer']?.()).toBe(2);
});

/** Beside the fixtures, so that sources in it find the SDK. */
async function temporaryFolder(): Promise<string> {
  const dir = join(import.meta.dirname, 'fixtures', `.tmp-${crypto.randomUUID()}`);
  await mkdir(dir);
  await writeFile(join(dir, 'tsconfig.json'), '{ "extends": "../tsconfig.json", "include": ["."] }');
  onTestFinished(async () => await rm(dir, { recursive: true, force: true }));
  return dir;
}
