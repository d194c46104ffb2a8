/**
 * Holds one instance to its limits: it hands out fuel in slices, lets the event loop run between them, and decides on
 * growth. All core modules of a component draw on the one budget of the call that is running.
 *
 * INVARIANT: fuel used = fuel granted − fuel left in the cells. It is exact, however the slices were spread.
 */
import type { Growth, MeterCell, MeterHost } from '../engine/metering/meter-helper.ts';
import type { LimitWatch } from '../telemetry/limit-watch.ts';
import type { ActiveCall } from './active-call.ts';
import { deadlineStop } from './deadline-timer.ts';
import type { InstanceLimits } from './limit-interceptor.ts';
import type { Limits } from './limits.ts';
import { type Share, turns } from './turn-scheduler.ts';

/**
 * Units per slice at first, and at most. In between, a slice grows until it lasts about a millisecond. The most is some
 * milliseconds of plain code: a guest that has had long slices for cheap instructions may go on with dear ones, of which
 * each takes a microsecond for a few units, and nothing looks at the clock before the slice is used up.
 */
const FIRST_SLICE = 1_000_000;
const LARGEST_SLICE = 4_000_000;
const SHORT_SLICE_MS = 0.5;
const LONG_SLICE_MS = 2;
/** Units of a first stretch: more than a call is taken to have used that begins later. */
const FIRST_STRETCH = 2 * FIRST_SLICE;
const STOP = -1n;
const SUSPEND = 0n;
const PAGE_BYTES = 65_536n;

export class Governor implements MeterHost {
  readonly #limits: Pick<Limits, 'maxMemoryBytes' | 'maxTableElements'>;
  readonly #watch: LimitWatch | undefined;
  readonly #intercepted: InstanceLimits | undefined;
  readonly #cells: MeterCell[] = [];
  #all: { readonly fuelLeft: number } | undefined;
  #call: ActiveCall | undefined;
  #granted = 0;
  /** Fuel in the cells between calls, when nothing uses it. */
  #leftOver = 0;
  #share: Share = { used: 0 };
  /** Fuel that the call had used when its share was last brought up to date. */
  #counted = 0;
  /** Whether the call has not had its first stretch. */
  #isNew = false;
  /** Whether the guest was let go, and nothing has been heard of it since. */
  #isLetGo = false;
  #slice = FIRST_SLICE;
  #slicedAt = 0;
  #memoryBytes = 0;
  #tableElements = 0;
  readonly #halt = (): void => this.#reclaim();
  /** How many JavaScript frames that cannot be suspended are on the guest's stack. */
  #pinned = 0;

  /**
   * @param watch Who is told when memory or tables come near to their limits.
   * @param intercepted Who may refuse growth that the limits allow.
   */
  constructor(
    limits: Pick<Limits, 'maxMemoryBytes' | 'maxTableElements'>,
    watch?: LimitWatch,
    intercepted?: InstanceLimits,
  ) {
    this.#limits = limits;
    this.#watch = watch;
    this.#intercepted = intercepted;
  }

  /** The call that is running, if one is. */
  get call(): ActiveCall | undefined {
    return this.#call;
  }

  /** Bytes of all memories of the instance. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** `all`, where there is one, knows faster what is left in all the cells together. */
  addCell(cell: MeterCell, all?: { readonly fuelLeft: number }): void {
    this.#cells.push(cell);
    this.#all = all;
  }

  /** Counts what a core module takes before it runs. Answers which limit that breaks, if one. */
  reserve(memoryBytes: number, tableElements: number): 'memory-limit' | 'table-limit' | undefined {
    this.#memoryBytes += memoryBytes;
    this.#tableElements += tableElements;
    if (this.#memoryBytes > this.#limits.maxMemoryBytes) return 'memory-limit';
    if (this.#tableElements > this.#limits.maxTableElements) return 'table-limit';
    this.#watchSizes();
    return undefined;
  }

  begin(call: ActiveCall): void {
    this.#call = call;
    call.onHalt(this.#halt);
    this.#share = turns.begin();
    this.#counted = 0;
    this.#isNew = true;
    this.#letGo();
    this.#slicedAt = call.startedAt;
    // What is left of an earlier slice counts as granted. A budget smaller than that starts from nothing.
    this.#granted = this.#leftOver;
    if (this.#granted > call.fuelMark) this.#reclaim();
  }

  /** Ends the accounting of the call. Answers the fuel that it used. */
  end(): number {
    const call = this.#call;
    this.#call = undefined;
    this.#hasRun();
    this.#leftOver = this.#left();
    const fuel = this.#granted - this.#leftOver;
    if (call !== undefined) call.fuel = fuel;
    return fuel;
  }

  /** Units that the call has used: so far, and once it has ended all of them. */
  fuelOf(call: ActiveCall): number {
    return call === this.#call ? this.#granted - this.#left() : call.fuel;
  }

  /** Whether what runs must not be suspended. */
  get isPinned(): boolean {
    return this.#pinned > 0;
  }

  /** Runs what must not be suspended, because a JavaScript frame of the glue is on the stack. */
  pin<T>(work: () => T): T {
    this.#pinned += 1;
    try {
      return work();
    } finally {
      this.#pinned -= 1;
    }
  }

  /**
   * A host function has answered at once. It costs no fuel, but the time that it takes is the component's: past its turn the
   * component is made to ask for fuel, and others run before it gets any.
   */
  hostCalled(now: number): void {
    if (this.#call === undefined) return;
    this.#hasRun();
    if (turns.isOver(now)) this.#reclaim();
  }

  /** The guest waits for a function of the host. */
  hostWaits(): void {
    this.#hasRun();
  }

  /** What the guest waited for is there. Many can have waited: resolves when it is its turn to go on, if that is not now. */
  hostAnswered(now: number): Promise<void> | undefined {
    if (this.#call === undefined) return undefined;
    if (turns.isContended(now)) return this.#nextTurn();
    this.#letGo();
    return undefined;
  }

  /** The glue throws into the guest. */
  trap(thrown: unknown): void {
    this.#call?.trap(thrown);
  }

  /** Leaves nothing to run on, for what a call that was given up still holds. */
  starve(): void {
    this.#reclaim();
  }

  refillNow(): bigint {
    this.#hasRun();
    const answer = this.#grant();
    if (answer === STOP || this.#pinned > 0) return answer;
    if (!turns.isOver(performance.now()) && !this.#makesWay(Number(answer))) return answer;
    this.#granted -= Number(answer);
    return SUSPEND;
  }

  async refillSuspending(): Promise<bigint> {
    await this.#nextTurn();
    return this.#grant();
  }

  allowMemoryGrow({ delta }: Growth): boolean {
    const bytes = delta * PAGE_BYTES;
    // A growth that the module's own maximum forbids is counted too high here; it ends at the limit sooner, never later.
    if (BigInt(this.#memoryBytes) + bytes > BigInt(this.#limits.maxMemoryBytes)) return this.#refuse('memory-limit');
    if (this.#interceptsGrowth(Number(bytes))) return this.#refuse('memory-limit');
    this.#memoryBytes += Number(bytes);
    this.#watchSizes();
    return true;
  }

  allowTableGrow({ delta }: Growth): boolean {
    if (BigInt(this.#tableElements) + delta > BigInt(this.#limits.maxTableElements)) return this.#refuse('table-limit');
    this.#tableElements += Number(delta);
    this.#watchSizes();
    return true;
  }

  /**
   * Whether the call makes way for others that wait, once, after its first stretch: of many that begin together the last begins
   * soon as well, and its deadline is not many turns later. `granted` is not in the cells yet.
   */
  #makesWay(granted: number): boolean {
    if (!this.#isNew || this.#granted - granted - this.#left() < FIRST_STRETCH) return false;
    this.#isNew = false;
    return turns.isAwaited;
  }

  #nextTurn(): Promise<void> {
    const used = this.#granted - this.#left();
    this.#share.used += used - this.#counted;
    this.#counted = used;
    return turns.next(this.#share);
  }

  #letGo(): void {
    if (this.#isLetGo) return;
    this.#isLetGo = true;
    turns.letGo();
  }

  #hasRun(): void {
    if (!this.#isLetGo) return;
    this.#isLetGo = false;
    turns.hasRun();
  }

  #interceptsGrowth(bytes: number): boolean {
    if (this.#intercepted === undefined) return false;
    const call = this.#call;
    const { operation = '', isStartUp = false } = call ?? {};
    const fuelUsed = (): number => (call === undefined ? 0 : this.fuelOf(call));
    return !this.#intercepted.allowsMemory({ operation, isStartUp, fuelUsed }, bytes);
  }

  #watchSizes(): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    const { maxMemoryBytes, maxTableElements } = this.#limits;
    const operation = this.#call?.operation ?? '';
    if (watch.isNear(this.#memoryBytes, maxMemoryBytes)) {
      watch.tellOnce({ limit: 'maxMemoryBytes', used: this.#memoryBytes, maximum: maxMemoryBytes, operation });
    }
    if (watch.isNear(this.#tableElements, maxTableElements)) {
      watch.tellOnce({ limit: 'maxTableElements', used: this.#tableElements, maximum: maxTableElements, operation });
    }
  }

  #refuse(limit: 'memory-limit' | 'table-limit'): false {
    if (this.#call) {
      this.#call.refusedGrowths += 1;
      this.#call.refused = limit;
    }
    return false;
  }

  #grant(): bigint {
    const call = this.#call;
    // Nobody is calling: a leftover of a call that was given up.
    if (call === undefined || call.isEnded) return STOP;
    if (call.stopped !== undefined || call.trapped !== undefined) return STOP;
    const now = performance.now();
    call.watchTime(now);
    if (now >= call.deadlineAt) {
      call.stop(deadlineStop(call));
      return STOP;
    }
    const { maxFuel } = call.limits;
    const mark = call.fuelMark;
    if (this.#granted >= mark) {
      this.#reclaim();
      call.watch('maxFuel', this.#granted);
    }
    // No slice goes past the mark: whoever uses as much asks here for more.
    const remaining = (this.#granted < mark ? mark : maxFuel) - this.#granted;
    if (remaining <= 0) {
      call.stop({
        kind: 'out-of-fuel',
        message: `${call.operation} used up its ${maxFuel.toLocaleString('en')} units of fuel`,
      });
      return STOP;
    }
    const slice = Math.min(this.#adapt(now), remaining);
    this.#granted += slice;
    return BigInt(slice);
  }

  /** How fast fuel burns depends on the code and on how far V8 has compiled it, so slices follow the clock. */
  #adapt(now: number): number {
    const lasted = now - this.#slicedAt;
    this.#slicedAt = now;
    if (lasted < SHORT_SLICE_MS) this.#slice = Math.min(this.#slice * 2, LARGEST_SLICE);
    else if (lasted > LONG_SLICE_MS) this.#slice = Math.max(this.#slice / 2, FIRST_SLICE);
    return this.#slice;
  }

  /** Takes back what other core modules have not used. A debt stays: it was used. */
  #reclaim(): void {
    for (const cell of this.#cells) {
      const { fuelLeft } = cell;
      if (fuelLeft <= 0n) continue;
      cell.fuelLeft = 0n;
      this.#granted -= Number(fuelLeft);
    }
  }

  #left(): number {
    if (this.#all !== undefined) return this.#all.fuelLeft;
    let left = 0;
    for (const { fuelLeft } of this.#cells) left += Number(fuelLeft);
    return left;
  }
}
