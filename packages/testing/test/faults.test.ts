/** Faults of a mount, on components in the sandbox. */
import { expect, test } from 'vitest';
import { createClock, createFaults, type Faults, mockInterface, mount, type Mounted } from '../src/index.ts';
import type { Everything } from './fixtures/everything.ts';
import type { Shop } from './fixtures/importing/src/shop.ts';
import type * as exchange from './fixtures/importing/wit/generated/acme/rates/exchange.ts';

const FIXTURE = './fixtures/everything.ts';

const mounted = async (faults: Faults): Promise<Mounted<typeof Everything>> =>
  await mount<typeof Everything>(FIXTURE, { grants: 'requested', faults });

test('nothing goes wrong where nothing is told', async () => {
  const faults = createFaults();
  const everything = await mounted(faults);
  expect(await everything.increment()).toBe(1);
  expect([faults.injected, faults.pending]).toEqual([[], []]);
});

test('the nth call fails with the error that the component catches, and is not done', async () => {
  const faults = createFaults().fail('storage.set', { nth: 2, error: { code: 'quota-exceeded' } });
  const everything = await mounted(faults);
  expect(await everything.increment()).toBe(1);
  expect(faults.pending).toEqual(['fail storage.set']);
  const failing = everything.increment();
  await expect(failing).toTrap('guest-error', 'storage: quota-exceeded');
  expect(faults.injected).toEqual([
    {
      kind: 'fail',
      function: 'storage.set',
      component: 'test:everything',
      instance: everything.$.instance.id,
      operation: expect.stringContaining('increment'),
      nth: 2,
      args: ['count', new TextEncoder().encode('2')],
    },
  ]);
  expect(faults.pending).toEqual([]);
});

test('an error that is caught is a value, with what the test says of it', async () => {
  const everything = await mounted(
    createFaults().fail('storage.set', { error: { code: 'io-error', message: 'disk on fire' } }),
  );
  expect(await everything.useStorage()).toEqual({
    ok: false,
    error: 'storage io-error storage: io-error: disk on fire',
  });
});

test('without an error the host has failed', async () => {
  const everything = await mounted(createFaults().fail('storage.get'));
  await expect(everything.increment()).toTrap('host-error', 'a fault of storage.get');
});

test('a fault may be of each so-many-th call, of some arguments, of one operation', async () => {
  const faults = createFaults()
    .fail('storage.get', { every: 2, operation: 'increment', error: { code: 'io-error' } })
    .fail('storage.exists', { when: ([key]) => key === 'b', error: { code: 'io-error' } })
    .fail('storage.delete', { component: 'test:other', error: { code: 'io-error' } });
  const everything = await mounted(faults);
  expect(await everything.useStorage()).toMatchObject({ ok: true });
  expect(await everything.increment()).toBe(1);
  await expect(everything.increment()).toTrap('guest-error', 'io-error');
  expect(faults.injected.map(({ function: name, nth }) => [name, nth])).toEqual([['storage.get', 2]]);
  expect(faults.pending).toEqual(['fail storage.exists', 'fail storage.delete']);
});

test('faults can be told later, and be forgotten', async () => {
  const faults = createFaults();
  const everything = await mounted(faults);
  faults.fail('storage.set', { error: { code: 'io-error' } });
  expect(await everything.useStorage()).toMatchObject({ ok: false });
  faults.clear();
  expect(await everything.useStorage()).toMatchObject({ ok: true });
  expect(faults.injected).toHaveLength(1);
});

test('what is killed after a call has done it, and has not heard of it', async () => {
  const stored: string[] = [];
  const faults = createFaults().kill('storage.set');
  const mocks = { storage: { get: () => '4', set: (key: string) => void stored.push(key) } };
  const everything = await mount<typeof Everything>(FIXTURE, { mocks, faults });
  await expect(everything.increment()).toTrap('lost', 'after storage.set');
  expect(stored).toEqual(['count']);
  expect(everything.$.instance.state).toBe('trapped');
});

test('what traps in a call has not done it', async () => {
  const stored: string[] = [];
  const mocks = { storage: { get: () => '4', set: (key: string) => void stored.push(key) } };
  const faults = createFaults().trap('storage.set', 'memory-out-of-bounds');
  const everything = await mount<typeof Everything>(FIXTURE, { mocks, faults });
  await expect(everything.increment()).toTrap('memory-out-of-bounds', 'in storage.set');
  expect(stored).toEqual([]);
});

test('a function that answers at once can be the end as well', async () => {
  await expect((await mounted(createFaults().kill('clock.nowMs'))).nap(1)).toTrap('lost');
  await expect((await mounted(createFaults().trap('clock.nowMs'))).nap(1)).toTrap('unreachable');
});

test('a call is delayed on the clock of its mount', async () => {
  const clock = createClock({ startMs: 0 });
  const faults = createFaults().delay('storage.get', '1m');
  const everything = await mount<typeof Everything>(FIXTURE, {
    grants: ['storage'],
    clock,
    faults,
    limits: { timeoutMs: 120_000 },
  });
  const incremented = everything.increment();
  await clock.advance('59s');
  expect(clock.sleeping).toBe(1);
  await clock.advance('1s');
  expect([await incremented, clock.nowMs()]).toEqual([1, 60_000]);
});

test('without a virtual clock the delay is a real one', async () => {
  const faults = createFaults().delay('storage.get', '30ms');
  const everything = await mounted(faults);
  await everything.increment();
  expect(everything.$.lastUsage?.durationMs).toBeGreaterThanOrEqual(29);
});

test('a call that is never answered ends by its deadline', async () => {
  const faults = createFaults().hang('storage.get');
  const everything = await mount<typeof Everything>(FIXTURE, {
    grants: ['storage'],
    faults,
    limits: { timeoutMs: 100 },
  });
  await expect(everything.increment()).toTrap('deadline');
});

test('a call that is never answered ends when its time is over by the clock', async () => {
  const clock = createClock({ startMs: 0 });
  const faults = createFaults().hang('storage.get');
  const everything = await mount<typeof Everything>(FIXTURE, { grants: ['storage'], clock, faults });
  const incremented = expect(everything.increment()).toTrap('deadline', 'after 10000 ms');
  await clock.advance('9s');
  expect(clock.sleeping).toBe(1);
  await clock.advance('1h');
  await incremented;
  expect([clock.sleeping, clock.nowMs()]).toEqual([0, 3_609_000]);
});

test('messages are lost and doubled, and the sender does not see it', async () => {
  const sent: string[] = [];
  const messaging = {
    send: () => void sent.push('send'),
    request: () => `request ${sent.push('request')}`,
    broadcast: () => void sent.push('broadcast'),
    cancelRequest: () => {},
  };
  const faults = createFaults().drop('messaging.send').duplicate('messaging.request').duplicate('messaging.broadcast');
  const everything = await mount<typeof Everything>(FIXTURE, { mocks: { messaging }, faults });
  expect(await everything.useMessaging()).toEqual({ ok: true, value: 'request 3 everything' });
  expect(sent).toEqual(['broadcast', 'broadcast', 'request', 'request']);
});

test('a request that is lost has an id', async () => {
  const faults = createFaults().drop('messaging.request');
  const messaging = { send: () => {}, broadcast: () => {}, cancelRequest: () => {} };
  const everything = await mount<typeof Everything>(FIXTURE, { mocks: { messaging }, grants: 'requested', faults });
  expect(await everything.useMessaging()).toEqual({
    ok: true,
    value: expect.stringMatching(/^lost-\d+-\d+ everything$/),
  });
});

test('what is denied meets no fault', async () => {
  const faults = createFaults().kill('files.read');
  const everything = await mounted(faults);
  expect(await everything.peek('/etc/passwd')).toBe('denied');
  expect(faults.injected).toEqual([]);
});

test('of several faults the one that was told first strikes', async () => {
  const faults = createFaults().trap('storage.get', 'unreachable', { nth: 1 }).kill('storage.get');
  await expect((await mounted(faults)).increment()).toTrap('unreachable');
  await expect((await mounted(faults)).increment()).toTrap('lost');
});

test('a call runs out of fuel where it is told, as by its limit', async () => {
  const first = await mounted(createFaults());
  await first.add(1, 2);
  const units = Math.floor((first.$.lastUsage?.fuel ?? 0) / 2);
  const faults = createFaults().outOfFuelAt(units, { operation: 'add' });
  const [second, third] = [await mounted(faults), await mounted(createFaults())];
  await expect(second.add(1, 2)).toTrap('out-of-fuel', `add used up its ${units.toLocaleString('en')} units of fuel`);
  await expect(third.$.instance.invoke('add', [1, 2], { maxFuel: units })).rejects.toMatchObject({
    usage: { fuel: second.$.lastUsage?.fuel },
  });
  expect(faults.injected).toMatchObject([{ kind: 'out-of-fuel', operation: 'add', nth: 1 }]);
});

test('each so-many-th call can run out of fuel', async () => {
  const faults = createFaults().outOfFuelAt(1, { every: 2 });
  const everything = await mounted(faults);
  expect(await everything.add(1, 2)).toBe(3);
  await expect(everything.add(1, 2)).toTrap('out-of-fuel');
});

test('memory that is refused is refused as by the limit', async () => {
  const long = 'x'.repeat(4_000_000);
  const faults = createFaults().refuseMemoryAt(1, { operation: 'peek' }).refuseMemoryAt(2, { operation: 'say' });
  const everything = await mounted(faults);
  await expect(everything.say(long)).toTrap('memory-limit', 'say needed more memory than its limit allows');
  expect(faults.injected).toMatchObject([{ kind: 'refuse-memory', nth: 2, component: 'test:everything' }]);
  expect(faults.pending).toEqual(['refuse memory at growth 1']);
});

test('an imported interface is named in WIT, and fails with the error of its result', async () => {
  const rates = mockInterface<typeof exchange>('acme:rates/exchange@1.2.0');
  rates.currencies.returns(['EUR']);
  rates.convert.returns({ ok: true, value: 9 });
  const faults = createFaults();
  const shop = await mount<typeof Shop>('./fixtures/importing/src/shop.ts', { imports: [rates], faults });
  faults.fail('acme:rates/exchange#convert', { nth: 1, error: { kind: 'closed' } });
  expect([await shop.price(1, 'USD'), await shop.price(1, 'USD')]).toEqual(['closed', '9 EUR']);
  expect(rates.convert.calls).toEqual([[1, 'USD']]);
  faults.fail('acme:rates/exchange#currencies');
  await expect(shop.known()).toTrap('host-error', 'a fault of acme:rates/exchange#currencies');
  expect(rates.currencies.calls).toEqual([]);
  expect(() => faults.fail('acme:rates/exchange#conwert')).toThrow(
    config('There is no function acme:rates/exchange#conwert', 'acme:rates/exchange#convert'),
  );
  expect(() => faults.fail('acme:rats/exchange#convert')).toThrow(
    config('test:shop does not import acme:rats/exchange', 'acme:rates/exchange#convert'),
  );
  const early = createFaults().fail('acme:rates/exchange@1.2.0#konvert');
  await expect(
    mount<typeof Shop>('./fixtures/importing/src/shop.ts', { imports: [rates], faults: early }),
  ).rejects.toEqual(config('There is no function acme:rates/exchange#konvert', 'acme:rates/exchange#convert'));
});

const config = (message: string, hint: string): unknown =>
  expect.objectContaining({ code: 'AIRSSYS_CONFIG_INVALID', message, hint: expect.stringContaining(hint) });

test.each([
  ['storage.sett', 'Did you mean storage.set?'],
  ['storrage.set', 'Did you mean storage.set?'],
  ['airssys:core/storage#list-kies', 'Did you mean airssys:core/storage#listKeys?'],
  ['nonsense', 'Name a function of a client'],
])('there is no %s', (name, hint) => {
  expect(() => createFaults().fail(name)).toThrow(config(`There is no function ${name}`, hint));
});

test.each([
  ['airssys:ext-messaging/messaging@1.0.0#send-with', 'drop bus.send'],
  ['airssys:ext-messaging/messaging#sendWith', 'drop bus.send'],
  ['bus.send', 'drop bus.send'],
])('%s is known by the name of its client', (name, pending) => {
  expect(createFaults().drop(name).pending).toEqual([pending]);
});

test('a fault that a function cannot have is refused when it is told', () => {
  const faults = createFaults();
  expect(() => faults.delay('random.bytes', '1s')).toThrow(
    config('random.bytes cannot be delayed: the host answers it at once', 'Let it fail'),
  );
  expect(() => faults.hang('messaging.selfId')).toThrow(
    config('messaging.selfId cannot be hung: the host answers it at once', 'Let it fail'),
  );
  expect(() => faults.drop('storage.set')).toThrow(
    config('storage.set cannot be dropped', 'messaging.send, messaging.broadcast'),
  );
  expect(() => faults.fail('storage.set', { error: { code: 'storage-full' } })).toThrow(
    config('storage.set has no error storage-full', 'quota-exceeded'),
  );
  expect(() => faults.fail('storage.set', { nth: 0 })).toThrow(config('nth cannot be 0', 'from 1'));
  expect(() => faults.fail('storage.set', { nth: 1, every: 2 })).toThrow(
    config('nth and every do not go together', 'two faults'),
  );
  expect(() => faults.outOfFuelAt(0)).toThrow(config('units cannot be 0', 'from 1'));
  expect(faults.pending).toEqual([]);
});
