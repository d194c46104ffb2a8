import {
  type CallOptions,
  type CallResult,
  ComponentActor,
  type ComponentInstance,
  type HealthCheck,
  type HealthStatus,
  type RestartType,
  type SlotMigration,
  Supervisor,
  type SupervisorEvent,
  type SupervisorOptions,
} from '@airssys/host';
import { AirssysError, isAirssysError } from '@airssys/model';
import { auditInto } from '../load/test-host.ts';
import { CALLBACK, CallerContext, MESSAGE, messageOf } from './calls.ts';
import { migrationOf, type Place, type PlaceOptions } from './place.ts';

/** How a mount is supervised: as the host supervises what is installed. */
export interface SuperviseOptions extends Pick<SupervisorOptions, 'intensity' | 'periodMs' | 'backoff'> {
  /** When the instance is started again. Default `permanent`: whenever it has ended. */
  readonly restart?: RestartType | undefined;
  /** Restarts it by its health, on the mount's clock. Default: its health is not asked for. */
  readonly healthCheck?: HealthCheck | undefined;
}

export interface SupervisedPlaceOptions extends PlaceOptions {
  readonly supervise: SuperviseOptions;
  readonly onEvent: (event: SupervisorEvent) => void;
}

const CHILD = 'instance';
/** As the host has it for what is installed. */
const DEFAULT_INTENSITY = 3;

/** An instance under a supervisor, which starts another one in its place when it has crashed. */
export class SupervisedPlace implements Place {
  readonly restarts = true;
  readonly migration: SlotMigration | undefined;
  readonly #supervisor: Supervisor<ComponentActor>;
  #last: ComponentInstance;
  #load = 0;

  private constructor(options: SupervisedPlaceOptions, supervisor: Supervisor<ComponentActor>, first: ComponentActor) {
    this.#supervisor = supervisor;
    this.#last = first.instance;
    this.migration = migrationOf(() => this.instance, options);
  }

  static async start(options: SupervisedPlaceOptions): Promise<SupervisedPlace> {
    const { supervise, component, host, audit, onStarted, onChange } = options;
    const { restart = 'permanent', healthCheck, intensity = DEFAULT_INTENSITY, ...rest } = supervise;
    const supervisor = await Supervisor.start<ComponentActor>({
      ...rest,
      intensity,
      name: options.instance.id ?? 'mount',
      autoShutdown: 'all-significant',
      clock: options.instance.clock,
      onEvent: (event) => {
        options.onEvent(event);
        onChange();
      },
    });
    try {
      const first = await supervisor.startChild<ComponentActor>({
        id: CHILD,
        restart,
        significant: restart !== 'permanent',
        ...(healthCheck && { healthCheck }),
        start: async (signal) => {
          const actor = await auditInto(audit, () =>
            ComponentActor.start({ loaded: component, instance: options.instance }, signal),
          );
          const { instance } = actor;
          host.adopt(instance, audit);
          instance.onEnded(() => host.release(instance));
          onStarted(instance, options);
          return actor;
        },
      });
      return new SupervisedPlace(options, supervisor, first);
    } catch (error) {
      supervisor.kill();
      await supervisor.ended;
      // What went wrong is of interest, not that there was a supervisor.
      throw isAirssysError(error, 'AIRSSYS_SUPERVISION_START') && error.cause !== undefined ? error.cause : error;
    }
  }

  get instance(): ComponentInstance {
    return (this.#last = this.#actor?.instance ?? this.#last);
  }

  get load(): number {
    return this.#load;
  }

  get isReady(): boolean {
    const state = this.#actor?.state;
    return state === 'ready' || state === 'processing';
  }

  get isGone(): boolean {
    const isLeft = this.#supervisor.whichChildren().some(({ id, status }) => id === CHILD && status !== 'stopped');
    return !isLeft || this.#supervisor.state !== 'running';
  }

  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    const actor = this.#actor;
    if (actor === undefined) throw ended(this.#supervisor.name);
    this.#load += 1;
    try {
      return await CallerContext.restored(options, async (own) => await invokeOf(actor, operation, args, own));
    } finally {
      this.#load -= 1;
    }
  }

  async health(signal: AbortSignal): Promise<HealthStatus> {
    return (await this.#actor?.health(signal)) ?? 'unhealthy';
  }

  async ready(signal: AbortSignal): Promise<void> {
    while (!this.isReady) {
      if (this.isGone) throw ended(this.#supervisor.name);
      await this.#change(signal);
    }
  }

  async crash(): Promise<void> {
    const actor = this.#actor;
    if (actor === undefined) throw ended(this.#supervisor.name);
    actor.kill();
    await actor.ended;
    // The supervisor takes note of it in a turn of its own.
    while (this.#actor === actor) await this.#change();
  }

  async kill(): Promise<void> {
    this.#supervisor.kill();
    await this.#supervisor.ended;
  }

  async dispose(): Promise<void> {
    await this.#supervisor.stop();
  }

  get #actor(): ComponentActor | undefined {
    return this.#supervisor.child(CHILD);
  }

  /** Something has happened to an instance, or none is left. */
  async #change(signal?: AbortSignal): Promise<void> {
    for await (const _event of this.#supervisor.events(signal)) break;
    signal?.throwIfAborted();
  }
}

async function invokeOf(
  actor: ComponentActor,
  operation: string,
  args: readonly unknown[],
  options: CallOptions | undefined,
): Promise<CallResult> {
  if (operation !== MESSAGE && operation !== CALLBACK) return await actor.invoke(operation, args, options);
  const message = messageOf(args);
  const value =
    operation === MESSAGE ? await actor.handleMessage(message, options) : await actor.handleCallback(message, options);
  return { value, usage: actor.instance.usage };
}

function ended(name: string): AirssysError {
  return new AirssysError('AIRSSYS_SUPERVISION_STATE', `${name} is not started again`, {
    hint: 'It has ended by itself, was shut down, or has crashed too often: see $.lifecycle.events.',
  });
}
