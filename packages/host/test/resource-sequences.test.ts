/** Random sequences of what callers do with handles, beside a model of it. */
import assert from 'node:assert/strict';
import fc from '../../../test/properties.ts';
import { describe, test } from 'vitest';
import type { ComponentInstance, LoadedComponent } from '../src/index.ts';
import { built, ENGINES, type EngineName, testHost } from './components.ts';

type Handle = AsyncDisposable & Readonly<Record<'name' | 'self' | 'isSame', (...args: unknown[]) => Promise<unknown>>>;

/** An object in the component, as the model has it. */
interface Modelled {
  readonly name: string;
  handles: number;
  isDisposed: boolean;
}

interface Held {
  readonly handle: Handle;
  readonly object: Modelled;
  status: 'live' | 'given' | 'disposed';
}

class World {
  readonly #instance: ComponentInstance;
  readonly #held: Held[] = [];
  #kept: Modelled | undefined;
  #expectedEvents: string[] = [];
  #opened = 0;

  constructor(instance: ComponentInstance) {
    this.#instance = instance;
  }

  async step(action: number, first: number, second: number): Promise<void> {
    const a = this.#held[first % Math.max(1, this.#held.length)];
    const b = this.#held[second % Math.max(1, this.#held.length)];
    if (a === undefined || b === undefined || action === 0) return await this.#open();
    if (action === 1) return await this.#dispose(a);
    if (a.status !== 'live') return await this.#refused(a);
    if (action === 2) return this.#add((await a.handle.self()) as Handle, a.object);
    if (action === 3) return await this.#keep(a);
    if (action === 4) return await this.#takeKept();
    if (b.status === 'live') assert.equal(await a.handle.isSame(b.handle), a.object === b.object);
  }

  /** What is true after every step. */
  async check(): Promise<void> {
    assert.deepEqual(await this.#instance.call('events'), this.#expectedEvents);
    this.#expectedEvents = [];
  }

  async end(): Promise<void> {
    for (const one of this.#held) if (one.status === 'live') assert.equal(await one.handle.name(), one.object.name);
    for (const one of this.#held) await this.#dispose(one);
    await this.check();
  }

  async #open(): Promise<void> {
    const name = `s${(this.#opened += 1)}`;
    this.#add((await this.#instance.call('open', name)) as Handle, { name, handles: 0, isDisposed: false });
  }

  #add(handle: Handle, object: Modelled): void {
    object.handles += 1;
    this.#held.push({ handle, object, status: 'live' });
  }

  async #dispose(held: Held): Promise<void> {
    await held.handle[Symbol.asyncDispose]();
    if (held.status !== 'live') return;
    held.status = 'disposed';
    const { object } = held;
    object.handles -= 1;
    if (object.handles > 0 || object.isDisposed) return;
    object.isDisposed = true;
    this.#expectedEvents.push(`disposed ${object.name}`);
  }

  async #keep(held: Held): Promise<void> {
    assert.equal(await this.#instance.call('keep', held.handle), held.object.name);
    held.status = 'given';
    held.object.handles -= 1;
    this.#kept = held.object;
  }

  async #takeKept(): Promise<void> {
    const handle = (await this.#instance.call('kept')) as Handle | undefined;
    assert.equal(handle === undefined, this.#kept === undefined);
    if (handle && this.#kept) this.#add(handle, this.#kept);
  }

  async #refused({ handle }: Held): Promise<void> {
    await assert.rejects(handle.name(), { code: 'AIRSSYS_SANDBOX_HANDLE' });
    await assert.rejects(this.#instance.call('same', handle, handle), { code: 'AIRSSYS_VALUE_INVALID' });
  }
}

describe.each(ENGINES)('%s', (engine: EngineName) => {
  test('objects are the same, and disposed once with their last handle, whatever the order', async () => {
    const loaded: LoadedComponent = await testHost().load(await built('sessions', engine), 'sessions');
    const step = fc.tuple(fc.nat(5), fc.nat(100), fc.nat(100));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        await using instance = await loaded.instantiate({});
        const world = new World(instance);
        for (const [action, first, second] of steps) {
          await world.step(action, first, second);
          await world.check();
        }
        await world.end();
      }),
      { numRuns: engine === 'quickjs' ? 40 : 15 },
    );
  }, 120_000);
});
