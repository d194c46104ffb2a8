import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';
import { orAbandoned, orAborted } from './abandon.ts';
import type { Generation, MakeSlot, Slot, VersionId } from './generation.ts';
import { unavailable, WaitingLine, type WaitingLineOptions } from './waiting-line.ts';

/** Of which version a generation is, and how its slots come about. */
export interface ComponentGenerationOptions extends WaitingLineOptions {
  /** Which version its slots have. */
  readonly version: VersionId;
  /** Makes one slot, and resolves when it is ready. */
  readonly makeSlot: MakeSlot;
}

/**
 * Slots of one version, with one line of calls before them.
 *
 * INVARIANT: a call is given to one slot, once. One that waits has not begun; one that a slot has begun ends there.
 */
export class ComponentGeneration implements Generation {
  /** Which version its slots have. */
  readonly version: VersionId;
  readonly #makeSlot: MakeSlot;
  readonly #line: WaitingLine;
  readonly #slots: Slot[] = [];
  /** Those that exist, whether or not they take part. */
  readonly #made = new Set<Slot>();
  /** Made in advance. */
  #ready: readonly Slot[] = [];
  readonly #busy = new Set<Slot>();
  readonly #watched = new Set<Slot>();
  readonly #lifetime = new AbortController();
  readonly #drainers = new Set<() => void>();
  #turn = 0;

  /** Without slots yet: {@link prepare} and {@link add} some. */
  constructor({ version, makeSlot, ...line }: ComponentGenerationOptions) {
    this.version = version;
    this.#makeSlot = makeSlot;
    this.#line = new WaitingLine(`No instance of ${version.version || 'the component'} was free`, line);
  }

  /** With as many slots that are ready. `count` says how many; when the `signal` aborts, this rejects. */
  static async start(
    options: ComponentGenerationOptions,
    count: number,
    signal: AbortSignal,
  ): Promise<ComponentGeneration> {
    const generation = new ComponentGeneration(options);
    generation.add(await generation.prepare(count, signal));
    return generation;
  }

  get slots(): readonly Slot[] {
    return this.#slots;
  }

  get inFlight(): number {
    return this.#busy.size + this.#line.length;
  }

  invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    const slot = this.#line.length === 0 ? this.#free() : undefined;
    if (slot !== undefined) return this.#run(slot, operation, args, options);
    if (this.#slots.length === 0) {
      return Promise.reject(unavailable(`No instance of ${this.version.version || 'the component'} runs`));
    }
    this.#watch();
    return this.#line.wait(async (left) => {
      const free = this.#free();
      if (free === undefined) throw unavailable('The instance that was free has ended');
      return await this.#run(free, operation, args, left);
    }, options);
  }

  recall(): void {
    this.#line.recallAll();
    for (const look of this.#drainers) look();
  }

  async drained(signal: AbortSignal, slots?: readonly Slot[]): Promise<void> {
    const isDrained = (): boolean =>
      slots === undefined ? this.inFlight === 0 : slots.every((slot) => !this.#busy.has(slot));
    if (isDrained()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (isDrained()) resolve();
    };
    this.#drainers.add(look);
    try {
      await orAborted(promise, signal);
    } finally {
      this.#drainers.delete(look);
    }
  }

  get readyCount(): number {
    return this.#ready.length;
  }

  async keepReady(count: number, signal: AbortSignal): Promise<void> {
    const made = await this.prepare(count, signal);
    this.#ready = [...this.#ready, ...made];
  }

  async dropReady(): Promise<void> {
    await this.discard(this.#takeReady(this.#ready.length));
  }

  async prepare(count: number, signal: AbortSignal): Promise<readonly Slot[]> {
    const ready = this.#takeReady(count);
    const fit = ready.filter(({ isReady }) => isReady);
    await this.discard(ready.filter((slot) => !fit.includes(slot)));
    try {
      return [...fit, ...(await this.#make(count - fit.length, signal))];
    } catch (error) {
      await this.discard(fit);
      throw error;
    }
  }

  #takeReady(count: number): readonly Slot[] {
    const taken = this.#ready.slice(0, count);
    this.#ready = this.#ready.slice(count);
    return taken;
  }

  async #make(count: number, signal: AbortSignal): Promise<readonly Slot[]> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal, this.#lifetime.signal]);
    const makings = Array.from({ length: count }, async () => {
      try {
        return await orAbandoned(this.#makeSlot(either), either, (slot) => slot.dispose());
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    });
    const ends = await Promise.allSettled(makings);
    const made = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    if (made.length === count && !this.#lifetime.signal.aborted) {
      for (const slot of made) this.#made.add(slot);
      return made;
    }
    await Promise.allSettled(made.map(async (slot) => await slot.dispose()));
    throw either.reason;
  }

  add(slots: readonly Slot[]): void {
    this.#slots.push(...slots);
    this.#release();
  }

  take(count: number): readonly Slot[] {
    const taken = this.#slots.splice(Math.max(this.#slots.length - count, 0));
    if (this.#slots.length === 0) this.#line.refuseAll(unavailable('All instances were taken out of service'));
    return taken;
  }

  /** Gives up slots that were taken out. */
  async discard(slots: readonly Slot[]): Promise<void> {
    for (const slot of slots) this.#made.delete(slot);
    await Promise.allSettled(slots.map(async (slot) => await slot.dispose()));
  }

  async dispose(): Promise<void> {
    const ended = unavailable(`The instances of ${this.version.version || 'the component'} have ended`);
    this.#lifetime.abort(ended);
    this.#slots.length = 0;
    this.#ready = [];
    this.#line.refuseAll(ended);
    await this.discard([...this.#made]);
  }

  /** A slot that would begin a call now: of those that are idle the one that others keep busy the least, else each in turn. */
  #free(): Slot | undefined {
    const count = this.#slots.length;
    let found: Slot | undefined;
    for (let at = 0; at < count; at += 1) {
      const slot = this.#slots[(this.#turn + at) % count];
      if (slot === undefined || !slot.isReady || this.#busy.has(slot)) continue;
      if (found === undefined || slot.load < found.load) found = slot;
    }
    return found;
  }

  async #run(
    slot: Slot,
    operation: string,
    args: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<CallResult> {
    this.#turn += 1;
    this.#busy.add(slot);
    try {
      return await slot.invoke(operation, args, options);
    } finally {
      this.#busy.delete(slot);
      this.#release();
      for (const look of this.#drainers) look();
    }
  }

  #release(): void {
    this.#line.release(() => this.#free() !== undefined);
    if (this.#line.length > 0) this.#watch();
  }

  /** Waits for slots that are being started again. One that never will be is given up, with the calls that it leaves to nobody. */
  #watch(): void {
    for (const slot of this.#slots) {
      if (slot.isReady || this.#watched.has(slot)) continue;
      this.#watched.add(slot);
      slot
        .ready(this.#lifetime.signal)
        .catch((error: unknown) => this.#giveUp(slot, error))
        .finally(() => {
          this.#watched.delete(slot);
          this.#release();
        });
    }
  }

  #giveUp(slot: Slot, error: unknown): void {
    const at = this.#slots.indexOf(slot);
    if (at < 0) return;
    this.#slots.splice(at, 1);
    void this.discard([slot]);
    if (this.#slots.length === 0) this.#line.refuseAll(unavailable('The last instance cannot be started again', error));
  }
}
