/**
 * The handles that callers of one instance hold. What a caller has is an object with the resource's methods; what the sandbox
 * has of it, a token, stays in here. INVARIANT: a handle reaches the guest only while it is `live`, and of the instance that gave it.
 */
import { AirssysError } from '@airssys/model';
import type { HandleToken } from '../sandbox/sandbox.ts';

/**
 * - `live`: can be used.
 * - `given`: the component has taken it over, or a call that hands it over waits for its turn.
 * - `disposed`: was given up by the caller, or with the instance.
 */
export type HandleStatus = 'live' | 'given' | 'disposed';

export interface Handle {
  readonly table: HandleTable;
  /** The name for messages: the author's class, where it is known. */
  readonly label: string;
  readonly token: HandleToken;
  status: HandleStatus;
}

const handles = new WeakMap<object, Handle>();

/** The handle behind a caller's object; undefined for everything else. */
export function handleOf(value: unknown): Handle | undefined {
  return typeof value === 'object' && value !== null ? handles.get(value) : undefined;
}

export interface HandleTableOptions {
  /** Of the instance. */
  readonly id: number;
  /** Runs the destructor. Does nothing where the instance has ended. */
  readonly drop: (handle: Handle) => Promise<void>;
}

export class HandleTable {
  readonly id: number;
  readonly #drop: HandleTableOptions['drop'];
  /** In the order in which they were made. */
  readonly #live = new Set<Handle>();
  /** Made with the first handle: most instances have none. */
  #forgotten: FinalizationRegistry<Handle> | undefined;

  constructor({ id, drop }: HandleTableOptions) {
    this.id = id;
    this.#drop = drop;
  }

  /** How many handles callers hold. */
  get size(): number {
    return this.#live.size;
  }

  /** Makes the caller's object of a handle, on the prototype that holds its methods. */
  wrap(token: HandleToken, label: string, prototype: object): object {
    const handle: Handle = { table: this, label, token, status: 'live' };
    const value: object = Object.create(prototype);
    handles.set(value, handle);
    this.#live.add(handle);
    // A help for callers who forget: nothing depends on when it runs, or whether.
    this.#forgotten ??= new FinalizationRegistry((forgotten) => {
      this.dispose(forgotten).catch(() => {}); // the instance has trapped; its next caller hears of it
    });
    this.#forgotten.register(value, handle, handle);
    return value;
  }

  /** Hands a handle over to the component. */
  give(handle: Handle): void {
    this.#end(handle, 'given');
  }

  /** Takes back what {@link give} has handed over: the component has not been called. */
  restore(handle: Handle): void {
    handle.status = 'live';
    this.#live.add(handle);
  }

  /** Gives a handle up, and runs its destructor. Does nothing the second time, and for one that the component has. */
  async dispose(handle: Handle): Promise<void> {
    if (handle.status !== 'live') return;
    this.#end(handle, 'disposed');
    try {
      await this.#drop(handle);
    } catch (error) {
      // Whoever could not be called has dropped nothing: the queue was full, or the caller is inside of the instance.
      if (isRefusal(error)) this.restore(handle);
      throw error;
    }
  }

  /** Gives up all handles, the youngest first. */
  async disposeAll(): Promise<void> {
    for (const handle of [...this.#live].toReversed()) await this.dispose(handle);
  }

  #end(handle: Handle, status: 'given' | 'disposed'): void {
    handle.status = status;
    this.#live.delete(handle);
    this.#forgotten?.unregister(handle);
  }
}

/** Whether the sandbox refused a call before it began. */
export function isRefusal(error: unknown): boolean {
  return !(error instanceof AirssysError) || !error.code.startsWith('AIRSSYS_TRAP');
}

/** @throws AirssysError `AIRSSYS_SANDBOX_HANDLE` where the handle cannot be used any more. */
export function demandLive(handle: Handle, operation: string): void {
  if (handle.status === 'live') return;
  const { status, label } = handle;
  const what = status === 'given' ? 'was given to the component' : 'was disposed';
  throw new AirssysError('AIRSSYS_SANDBOX_HANDLE', `${operation} cannot be called: this handle of ${label} ${what}`, {
    hint: 'Ask the component for a new one.',
    data: { resource: label, status },
  });
}
