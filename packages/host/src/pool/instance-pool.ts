/** Instances that are made before they are needed, and put back to their first state when they have been used. */
import { AirssysError } from '@airssys/model';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ComponentInstance } from '../component-instance.ts';
import type { InlineSandbox } from '../sandbox/inline-sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { StateSnapshot } from '../sandbox/state-snapshot.ts';
import type { Redactor } from '../services/secrets/redactor.ts';
import { LeasedSandbox } from './leased-sandbox.ts';

/** One instance with what it may do, as it was made. */
export interface Pooled {
  readonly sandbox: InlineSandbox;
  readonly capabilities: CapabilitySet;
  readonly redactor: Redactor;
  /** Gives up what its imports hold for it. */
  readonly onDisposed: () => void;
}

export interface InstancePoolSetting {
  readonly size: number;
  /** Makes an instance and initializes it. */
  readonly make: () => Promise<Pooled>;
  /** What its holder sees of it. */
  readonly wrap: (sandbox: Sandbox, made: Pooled) => ComponentInstance;
}

interface Place extends Pooled {
  /** Undefined where its state cannot be put back. */
  readonly snapshot: StateSnapshot | undefined;
  /** Of its capabilities, as it was made. */
  readonly revision: number;
}

const MAX_SIZE = 10_000;

/**
 * Ready instances of one component, all set up alike. Who acquires one has it alone; disposing it gives it back. The next one
 * who gets it finds the state that the component had after its initialization, as with `reuse: 'call'`; what services keep for the
 * component (its storage, its log) stays.
 *
 * An instance that has trapped, is still in a call, has grown its memory, or whose grants have been changed is not used again: a new
 * one takes its place.
 */
export class InstancePool implements AsyncDisposable {
  readonly #setting: InstancePoolSetting;
  readonly #idle: Place[] = [];
  #isDisposed = false;
  /** How many are being made to take the places of others. */
  #replacing = 0;

  private constructor(setting: InstancePoolSetting) {
    this.#setting = setting;
  }

  /**
   * Makes a pool as the setting says, with its first instances.
   *
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` for a size out of range; what making an instance throws.
   */
  static async create(setting: InstancePoolSetting): Promise<InstancePool> {
    const { size } = setting;
    if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `The size of a pool cannot be ${size}`, {
        hint: `It is a whole number from 1 to ${MAX_SIZE}.`,
      });
    }
    const pool = new InstancePool(setting);
    try {
      for (let made = 0; made < size; made += 1) pool.#idle.push(await pool.#make());
    } catch (error) {
      await pool[Symbol.asyncDispose]();
      throw error;
    }
    return pool;
  }

  /** How many instances are ready now. */
  get idle(): number {
    return this.#idle.length;
  }

  /**
   * Takes an instance: a ready one at once, else one that is made now. Disposing it gives it back.
   *
   * @throws AirssysError `AIRSSYS_SANDBOX_STATE` where the pool has been disposed; what making an instance throws.
   */
  async acquire(): Promise<ComponentInstance> {
    if (this.#isDisposed) {
      throw new AirssysError('AIRSSYS_SANDBOX_STATE', 'The pool has been disposed', { hint: 'Make a new one.' });
    }
    const place = this.#idle.pop() ?? (await this.#make());
    const lease = new LeasedSandbox(place.sandbox, async () => await this.#takeBack(place));
    return this.#setting.wrap(lease, place);
  }

  /** Disposes the instances that are ready. Those that somebody holds are disposed when they are given back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    for (const place of this.#idle.splice(0)) await dispose(place);
  }

  async #make(): Promise<Place> {
    const made = await this.#setting.make();
    return { ...made, snapshot: made.sandbox.takeSnapshot(), revision: made.capabilities.revision };
  }

  async #takeBack(place: Place): Promise<void> {
    const { sandbox, capabilities, snapshot, revision } = place;
    const isWanted = !this.#isDisposed && this.#idle.length + this.#replacing < this.#setting.size;
    const isWell = sandbox.state === 'ready' && sandbox.current === undefined && capabilities.revision === revision;
    if (isWanted && isWell && snapshot?.restore() === true) {
      this.#idle.push(place);
      return;
    }
    await dispose(place);
    if (isWanted) void this.#replace();
  }

  /** Whoever acquires one meanwhile and finds none ready makes one, and hears of what is wrong. */
  async #replace(): Promise<void> {
    this.#replacing += 1;
    try {
      const place = await this.#make();
      if (this.#isDisposed) await dispose(place);
      else this.#idle.push(place);
    } catch {
      // The pool is smaller by one until an instance is given back.
    } finally {
      this.#replacing -= 1;
    }
  }
}

async function dispose({ sandbox, onDisposed }: Pooled): Promise<void> {
  await sandbox[Symbol.asyncDispose]();
  onDisposed();
}
