/** What lives of a mount beyond one instance: restarts and updates, by the host's own supervisors and updates. */
import {
  type CallOptions,
  type CallResult,
  ComponentGeneration,
  type ComponentInstance,
  Deployment,
  type HealthStatus,
  resolveStrategy,
  type SupervisorEvent,
  type UpdateResult,
  type UpdateSettings,
} from '@airssys/host';
import { AirssysError, isAirssysError } from '@airssys/model';
import { CallerContext } from './calls.ts';
import { AlonePlace } from './alone-place.ts';
import type { Lifecycle, Start, UpdateMountOptions } from './lifecycle.ts';
import type { Build, Place, PlaceOptions } from './place.ts';
import { SupervisedPlace, type SuperviseOptions } from './supervised-place.ts';

export interface MountLifecycleOptions extends Pick<PlaceOptions, 'audit' | 'onChange'> {
  readonly supervise: SuperviseOptions | undefined;
  /** Builds what the mount is updated to. */
  readonly rebuild: (path: string | URL, options: UpdateMountOptions) => Promise<Build>;
}

export class MountLifecycle implements Omit<Lifecycle, 'update'> {
  readonly #options: MountLifecycleOptions;
  readonly #starts: Start[] = [];
  readonly #events: SupervisorEvent[] = [];
  /** All that were made: those of earlier versions too. */
  readonly #places = new Set<Place>();
  #why: Start['why'] = 'mount';
  #isUpdating = false;
  /** What a rollback goes to. */
  #previous: { readonly build: Build; readonly place: Place } | undefined;
  #deployment: Deployment | undefined;
  #place!: Place; // by `start`, which makes it
  #build: Build;

  private constructor(options: MountLifecycleOptions, build: Build) {
    this.#options = options;
    this.#build = build;
  }

  static async start(options: MountLifecycleOptions, build: Build): Promise<MountLifecycle> {
    const lifecycle = new MountLifecycle(options, build);
    lifecycle.#place = await lifecycle.#make(build);
    return lifecycle;
  }

  get instance(): ComponentInstance {
    return this.#place.instance;
  }

  /** The build that gets the calls. */
  get build(): Build {
    return this.#build;
  }

  get version(): string {
    return this.#build.version;
  }

  get starts(): readonly Start[] {
    return [...this.#starts];
  }

  get events(): readonly SupervisorEvent[] {
    return [...this.#events];
  }

  /** Whether it would take a message now. */
  get isReady(): boolean {
    return this.#isUpdating || this.#place.isReady || !this.#place.restarts;
  }

  /** Whether no message will be handed over any more. */
  get isGone(): boolean {
    return !this.#isUpdating && this.#place.restarts && this.#place.isGone;
  }

  /** Calls an operation of the present instance, or of the next one where that is awaited. */
  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    if (this.#deployment === undefined) return await this.#place.invoke(operation, args, options);
    const context = new CallerContext(options?.context);
    return await this.#deployment.invoke(operation, args, { ...options, context });
  }

  /** Resolves when the instance is there that calls go to. @throws Where there will be none. */
  async awaited(): Promise<void> {
    if (!this.isReady) await this.#place.ready(NEVER);
  }

  async ready(): Promise<void> {
    await this.#place.ready(NEVER);
  }

  async health(): Promise<HealthStatus> {
    return await this.#place.health(NEVER);
  }

  async shutdown(): Promise<void> {
    if (this.#place.restarts) await this.#place.dispose();
    else await this.instance.shutdown();
  }

  async crash(): Promise<void> {
    this.#why = 'restart';
    await this.#place.crash();
  }

  /** @throws What kept the new version from taking over; the one before goes on then. */
  async update(path: string | URL, options: UpdateMountOptions): Promise<void> {
    const { strategy = 'blue-green', migrate, deadlines } = options;
    const build = await this.#options.rebuild(path, options);
    const settings: UpdateSettings = { strategy: resolveStrategy(strategy), migrate, deadlines };
    const deployment = await this.#deployed();
    let made: Place | undefined;
    const next = this.#generation(build, async () => (made = await this.#make(build)));
    await this.#change(
      build,
      () => made,
      async () => {
        try {
          return await deployment.update(next, settings);
        } catch (error) {
          await next.dispose();
          throw error;
        }
      },
    );
  }

  async rollback(): Promise<void> {
    const [deployment, previous] = [this.#deployment, this.#previous];
    if (deployment === undefined || previous === undefined) throw nothingBefore();
    await this.#change(
      previous.build,
      () => previous.place,
      async () => await deployment.rollback(),
    );
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#places].map(async (place) => await place.kill()));
    await this.#deployment?.[Symbol.asyncDispose]();
  }

  /** @param place Where calls go afterwards. */
  async #change(build: Build, place: () => Place | undefined, work: () => Promise<UpdateResult>): Promise<void> {
    this.#isUpdating = true;
    this.#why = 'update';
    try {
      const result = await work();
      if (result.kind === 'rolled-back') throw reasonOf(result);
      this.#previous = { build: this.#build, place: this.#place };
      this.#build = build;
      this.#place = place() ?? this.#place;
    } finally {
      this.#why = 'restart';
      this.#isUpdating = false;
      this.#options.onChange();
    }
  }

  async #make(build: Build): Promise<Place> {
    const options: PlaceOptions = {
      ...build,
      audit: this.#options.audit,
      onChange: this.#options.onChange,
      onStarted: (instance, { version }) => {
        this.#starts.push({ why: this.#why, version, instance: instance.id, usage: instance.usage });
        if (this.#why === 'mount') this.#why = 'restart';
      },
    };
    const { supervise } = this.#options;
    const place =
      supervise === undefined
        ? await AlonePlace.start(options)
        : await SupervisedPlace.start({ ...options, supervise, onEvent: (event) => this.#events.push(event) });
    this.#places.add(place);
    return place;
  }

  /** From the first update on, calls are routed. */
  async #deployed(): Promise<Deployment> {
    if (this.#deployment !== undefined) return this.#deployment;
    const place = this.#place;
    const current = this.#generation(this.#build, async () => place);
    current.add(await current.prepare(1, NEVER));
    return (this.#deployment = new Deployment({ current }));
  }

  #generation({ version, hash }: Build, makeSlot: () => Promise<Place>): ComponentGeneration {
    return new ComponentGeneration({ version: { version, hash }, makeSlot });
  }
}

const NEVER = new AbortController().signal;

/** What failed, where something did; else why the update was undone. */
function reasonOf({ reason }: Extract<UpdateResult, { kind: 'rolled-back' }>): unknown {
  const cause = reason.kind === 'guard' ? undefined : reason.error;
  if (isAirssysError(cause)) return cause;
  return new AirssysError('AIRSSYS_UPDATE_ROLLED_BACK', `The update was undone: ${reason.kind} in ${reason.step}`, {
    hint: 'The version before goes on. Look at what the new one does.',
    ...(cause !== undefined && { cause }),
    data: { reason: reason.kind, step: reason.step },
  });
}

const nothingBefore = (): AirssysError =>
  new AirssysError('AIRSSYS_UPDATE_NO_PREVIOUS', 'The mount has no version to go back to', {
    hint: 'Update it first.',
  });
