/** Installed components whose imports other installed components answer. */
import { join } from 'node:path';
import { isAirssysError } from '@airssys/model';
import { buildComponent } from '@airssys/sdk/build';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Host, type InstallOptions } from '../../src/index.ts';
import { inOrder } from '../../src/host/wires.ts';
import { CACHE_DIR, temporaryDirectory, written } from '../components.ts';

const MATHS = 'test:maths/operations@1.0.0';
const bytes: Record<string, Uint8Array> = {};

beforeAll(async () => {
  for (const name of ['caller', 'maths', 'maths-changed', 'maths-next']) {
    const entry = join(import.meta.dirname, `../fixtures/importing/src/${name}.ts`);
    bytes[name] = (await buildComponent({ entry, engine: 'quickjs', outDir: false })).component;
  }
}, 240_000);

async function open(dataDir = temporaryDirectory()): Promise<Host> {
  const host = await Host.open({ dataDir, cacheDir: CACHE_DIR });
  onTestFinished(async () => await host.close());
  return host;
}

const of = (name: string): Uint8Array => bytes[name] ?? new Uint8Array();

async function run(host: Host, name: string, options: InstallOptions = {}): Promise<void> {
  const { id } = await host.install(of(name), options);
  await host.start(id);
}

const textOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'nothing',
    (error: unknown) =>
      isAirssysError(error) ? `${error.code}: ${error.message}\n${error.hint ?? ''}` : String(error),
  );

describe('a component that is wired to another one', () => {
  it('calls it, whichever version runs, and is told when it does not', async () => {
    const host = await open();
    await run(host, 'caller', { wires: { [MATHS]: 'test:maths' } });
    expect(await textOf(host.call('test:caller', 'sum', [[1, 2]]))).toMatchInlineSnapshot(`
      "AIRSSYS_TRAP_HOST_ERROR: The host's test:maths/operations#add failed: test:maths is not installed: it answers no calls of test:maths/operations@1.0.0 by test:caller
      "
    `);
    // The end of its call has ended its instance; the supervisor starts another one.
    await run(host, 'maths');
    expect(await host.call('test:caller', 'sum', [[1, 2, 4]])).toBe(7);
    expect(await host.call('test:caller', 'divide', [3, 0])).toEqual({ ok: false, error: { kind: 'by-zero' } });
    expect(await host.call('test:maths', 'calls')).toBe(3);
    const decision = host.audit.events.find(({ resource }) => resource === MATHS);
    expect(decision).toMatchObject({ allowed: true, rule: 'wired to test:maths' });

    await host.update('test:maths', of('maths-next'));
    expect(await host.call('test:caller', 'sum', [[1, 2]])).toBe(1_003);
    await host.stop('test:maths');
    expect(await textOf(host.call('test:caller', 'sum', [[1, 2]]))).toMatchInlineSnapshot(`
      "AIRSSYS_TRAP_HOST_ERROR: The host's test:maths/operations#add failed: test:maths is stopped: it answers no calls of test:maths/operations@1.0.0 by test:caller
      "
    `);
  });

  it('is kept with its wires, and started after the one that answers it', async () => {
    const dataDir = temporaryDirectory();
    const before = await open(dataDir);
    await run(before, 'maths');
    await run(before, 'caller', { wires: { 'test:maths/operations': 'test:maths' } });
    await before.close();
    const host = await open(dataDir);
    expect(await host.call('test:caller', 'sum', [[1, 2]])).toBe(3);
    const started = host.history().filter(({ to, reason }) => to === 'running' && reason.what === 'recovery');
    expect(started.map(({ component }) => component)).toEqual(['test:maths', 'test:caller']);
    const stopped = host.history().filter(({ to, reason }) => to === 'stopped' && reason.what === 'close');
    expect(stopped.map(({ component }) => component)).toEqual(['test:caller', 'test:maths']);
  });

  it('is not given a function of other types', async () => {
    const host = await open();
    await run(host, 'maths-changed');
    await run(host, 'caller', { wires: { [MATHS]: 'test:maths' } });
    expect(await textOf(host.call('test:caller', 'sum', [[1, 2]]))).toMatchInlineSnapshot(`
      "AIRSSYS_TRAP_HOST_ERROR: The host's test:maths/operations#add failed: test:maths exports add as func(u64, u32) -> u32, and it is imported as func(u32, u32) -> u32
      "
    `);
  });
});

describe('wires that cannot be', () => {
  it('a circle, an import that there is not, and a component that has no name', async () => {
    const host = await open();
    await host.install(of('maths'), { wires: { 'test:x/y': 'test:caller' } });
    expect(await textOf(host.install(of('caller'), { wires: { [MATHS]: 'test:maths' } }))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: The wires go in a circle: test:caller calls test:maths calls test:caller
      Leave one of them out, or let it be a message instead of a call."
    `);
    expect(await textOf(host.start('test:maths'))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: test:maths does not import test:x/y, which it has a wire for
      It imports no interface that its manifest describes."
    `);
    expect(await textOf(host.install(of('caller'), { wires: { [MATHS]: 'Maths' } }))).toMatchInlineSnapshot(`
      "AIRSSYS_CONFIG_INVALID: A component cannot be "Maths"
      Its id is namespace:name, each of lower-case letters, digits and dashes; airssys:host is the embedder's."
    `);
  });

  it('a component without a manifest', async () => {
    const host = await open();
    const guest = await written({ core: '(func (export "run") (result i32) (i32.const 1))' });
    await host.install(guest, { id: 'test:guest' });
    await host.start('test:guest');
    await run(host, 'caller', { wires: { [MATHS]: 'test:guest' } });
    expect(await textOf(host.call('test:caller', 'sum', [[1, 2]]))).toMatchInlineSnapshot(`
      "AIRSSYS_TRAP_HOST_ERROR: The host's test:maths/operations#add failed: test:guest exports nothing that its manifest describes
      "
    `);
  });
});

it('work in order comes to its end though a registry has a circle', async () => {
  const links: Readonly<Record<string, readonly string[]>> = { a: ['b'], b: ['c'], c: ['a'], d: ['a', 'none'] };
  const done: string[] = [];
  const work = async (id: string): Promise<void> => {
    done.push(id);
    if (id === 'b') await Promise.reject(new Error('b fails'));
  };
  await inOrder(['d', 'a', 'b', 'c'], (id) => links[id] ?? [], work);
  expect(done).toEqual(['c', 'b', 'a', 'd']);
});
