import { expect, expectTypeOf, test } from 'vitest';
import { createClock, type Handle, mount, type Mounted } from '../src/index.ts';
import type { Job, Pool, Session, Sessions } from './fixtures/sessions.ts';

declare const sessions: Mounted<typeof Sessions>;

// Checked by the compiler; never called.
async function _types(): Promise<void> {
  const session = await sessions.open('a');
  expectTypeOf(session).toEqualTypeOf<Handle<Session>>();
  expectTypeOf(session).toExtend<AsyncDisposable>();
  expectTypeOf(session.name).toEqualTypeOf<() => Promise<string>>();
  expectTypeOf(session.merge).parameters.toEqualTypeOf<[other: Handle<Session>]>();
  expectTypeOf(session.merge(session)).resolves.toEqualTypeOf<Handle<Session>>();
  expectTypeOf(sessions.later()).resolves.toEqualTypeOf<{ readonly sessions: Handle<Session>[] }>();
  expectTypeOf(sessions.work({ session, at: new Date() }, [session])).resolves.toEqualTypeOf<
    { session: Handle<Session>; at: Date } | undefined
  >();
  for await (const one of await sessions.each(2)) expectTypeOf(one).toEqualTypeOf<Handle<Session>>();

  const made = sessions.$.resource<typeof Session>('Session');
  expectTypeOf(await made.new('a', 1)).toEqualTypeOf<Handle<Session>>();
  expectTypeOf(made.count()).resolves.toBeNumber();
  expectTypeOf(sessions.$.resource<typeof Pool>('Pool').of(2)).resolves.toEqualTypeOf<Handle<Session>[]>();

  // @ts-expect-error the object itself stays in the component
  await sessions.work({ session: {} as Session, at: new Date() } satisfies Job, []);
  // @ts-expect-error methods are async
  void session.name().length;
  // @ts-expect-error what is private is not offered
  void session.entries;
  // @ts-expect-error a name is wanted
  await made.new(1);
  // @ts-expect-error its constructor is private
  void sessions.$.resource<typeof Pool>('Pool').new;
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});

test('handles of a mounted component', async () => {
  const mounted = await mount<typeof Sessions>('./fixtures/sessions.ts');
  await using session = await mounted.open('a');
  expect(await session.name()).toBe('a0');
  const used = mounted.$.lastUsage;
  const made = await mounted.$.resource<typeof Session>('Session').new('b', 7);
  expect(await made.name()).toBe('b7');
  expect(mounted.$.lastUsage).not.toBe(used);
  const job = await mounted.work({ session: await session.merge(made), at: new Date(5) }, [made]);
  expect([await job?.session.name(), job?.at]).toEqual(['a0', new Date(5)]);
  await expect(made.name()).rejects.toMatchObject({ code: 'AIRSSYS_SANDBOX_HANDLE' });
  const names: string[] = [];
  for await (const one of await mounted.each(3)) names.push(await one.name());
  expect(names).toEqual(['each0', 'each1', 'each2']);
});

test("a handle's method sleeps by the mount's clock", async () => {
  const clock = createClock();
  const mounted = await mount<typeof Sessions>('./fixtures/sessions.ts', { clock, grants: ['clock'] });
  const session = await mounted.open('a');
  const nap = session.nap();
  await clock.advance('1s');
  expect(await nap).toBe('rested');
});
