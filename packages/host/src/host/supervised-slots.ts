/** Places of one version, each with an actor in it that a supervisor starts again by the component's settings. */
import { AirssysError, isAirssysError } from '@airssys/model';
import type { HealthStatus } from '../component-instance.ts';
import type { InstanceOptions } from '../instance-options.ts';
import type { LoadedComponent } from '../loaded-component.ts';
import type { ComponentSettings } from '../registry/component-record.ts';
import type { ComponentMessage } from '../messaging/message.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { CallOptions } from '../sandbox/sandbox.ts';
import { ComponentActor } from '../supervision/component-actor.ts';
import type { EndReason } from '../supervision/supervised.ts';
import { Supervisor } from '../supervision/supervisor.ts';
import type { Slot, SlotMigration } from '../updates/generation.ts';
import { slotMigration } from '../updates/slot-migration.ts';

export interface SupervisedSlotsOptions {
  readonly component: string;
  readonly loaded: LoadedComponent;
  readonly instance: InstanceOptions;
  readonly settings: ComponentSettings;
  /** Milliseconds for an instance to shut down in, before it is killed. */
  readonly shutdownMs: number;
  /** Called whenever an instance has started or ended. */
  readonly onChange: () => void;
}

const DEFAULT_INTENSITY = 3;

export class SupervisedSlots {
  readonly #options: SupervisedSlotsOptions;
  readonly #supervisor: Supervisor<ComponentActor>;
  /** How the last instance has ended that nobody had told to. */
  readonly #lastEnd: () => EndReason | undefined;
  #made = 0;

  private constructor(
    options: SupervisedSlotsOptions,
    supervisor: Supervisor<ComponentActor>,
    lastEnd: () => EndReason | undefined,
  ) {
    this.#options = options;
    this.#supervisor = supervisor;
    this.#lastEnd = lastEnd;
  }

  static async start(options: SupervisedSlotsOptions): Promise<SupervisedSlots> {
    const { component, settings } = options;
    let lastEnd: EndReason | undefined;
    const supervisor = await Supervisor.start<ComponentActor>({
      ...settings.supervision,
      name: component,
      intensity: settings.supervision?.intensity ?? Math.max(DEFAULT_INTENSITY, settings.instances),
      autoShutdown: 'all-significant',
      onEvent: (event) => {
        if (event.kind === 'child-ended' && event.by === 'itself') lastEnd = event.reason;
        options.onChange();
      },
    });
    return new SupervisedSlots(options, supervisor, () => lastEnd);
  }

  /**
   * Resolves when no instance is left and none is started again, with how the last one has ended, or with why they have been restarted
   * too often.
   */
  get ended(): Promise<EndReason> {
    return this.#supervisor.ended.then((reason) => (reason.kind === 'failed' ? reason : (this.#lastEnd() ?? reason)));
  }

  readonly make = async (signal: AbortSignal): Promise<Slot> => {
    const { loaded, instance, settings, component, shutdownMs } = this.#options;
    const id = `instance-${(this.#made += 1)}`;
    try {
      await this.#supervisor.startChild({
        id,
        restart: settings.restart,
        significant: settings.restart !== 'permanent',
        shutdown: shutdownMs,
        ...(settings.supervision?.healthCheck && { healthCheck: settings.supervision.healthCheck }),
        start: async (ending) =>
          await ComponentActor.start(
            { loaded, instance, name: component },
            // Later starts are the supervisor's own.
            this.#find(id) === undefined ? AbortSignal.any([signal, ending]) : ending,
          ),
      });
    } catch (error) {
      // What went wrong is of interest, not that there was a supervisor.
      throw isAirssysError(error, 'AIRSSYS_SUPERVISION_START') && error.cause !== undefined ? error.cause : error;
    }
    return new SupervisedSlot(this.#supervisor, id, loaded);
  };

  /** Ends all instances, each in order; by force as soon as the signal aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    await this.#supervisor.stop(signal);
  }

  kill(): void {
    this.#supervisor.kill();
  }

  #find(id: string): ComponentActor | undefined {
    return this.#supervisor.child(id);
  }
}

class SupervisedSlot implements Slot {
  readonly migration: SlotMigration | undefined;
  readonly #supervisor: Supervisor<ComponentActor>;
  readonly #id: string;
  #load = 0;

  constructor(supervisor: Supervisor<ComponentActor>, id: string, loaded: LoadedComponent) {
    this.#supervisor = supervisor;
    this.#id = id;
    this.migration = slotMigration(() => this.#demand().instance, loaded.manifest?.component.hooks);
  }

  get load(): number {
    return this.#load;
  }

  get isReady(): boolean {
    const state = this.actor?.state;
    return state === 'ready' || state === 'processing';
  }

  /**
   * An operation's name; or what {@link exportedOperation} makes: then the value is what `callExport` answers; or one of
   * {@link MESSAGES}, with the message: then the value is its answer.
   */
  async invoke(operation: string, args: readonly unknown[], options?: CallOptions): Promise<CallResult> {
    const actor = this.#demand();
    this.#load += 1;
    try {
      const at = operation.indexOf(SEPARATOR);
      if (at < 0) return await actor.invoke(operation, args, options);
      if (operation === MESSAGES.message || operation === MESSAGES.callback) {
        const [message] = args as [ComponentMessage]; // of whoever knows that name
        const handle = operation === MESSAGES.message ? 'handleMessage' : 'handleCallback';
        const value = await actor[handle](message, options);
        return { value, usage: actor.instance.usage };
      }
      const [interfaceName, name] = [operation.slice(0, at), operation.slice(at + 1)];
      const outcome = await actor.callExport(interfaceName, name, args, options);
      return { value: outcome, usage: outcome.usage };
    } finally {
      this.#load -= 1;
    }
  }

  async health(signal: AbortSignal): Promise<HealthStatus> {
    return (await this.actor?.health(signal)) ?? 'unhealthy';
  }

  async ready(signal: AbortSignal): Promise<void> {
    while (!this.isReady) {
      const isLeft = this.#supervisor.whichChildren().some(({ id, status }) => id === this.#id && status !== 'stopped');
      if (!isLeft || this.#supervisor.state !== 'running') throw ended(this.#supervisor.name);
      await this.#change(signal);
    }
  }

  async dispose(): Promise<void> {
    try {
      await this.#supervisor.terminateChild(this.#id);
      await this.#supervisor.deleteChild(this.#id);
    } catch (error) {
      // The supervisor has ended it, or is about to: with itself, or since it was a temporary one.
      if (isAirssysError(error, 'AIRSSYS_SUPERVISION_STATE')) await this.#supervisor.ended;
      else if (!isAirssysError(error, 'AIRSSYS_SUPERVISION_CHILD')) throw error;
    }
  }

  get actor(): ComponentActor | undefined {
    return this.#supervisor.child(this.#id);
  }

  #demand(): ComponentActor {
    const actor = this.actor;
    if (actor === undefined) throw ended(this.#supervisor.name);
    return actor;
  }

  /** Something has happened to an instance, or none is left. */
  async #change(signal: AbortSignal): Promise<void> {
    for await (const _event of this.#supervisor.events(signal)) break;
    signal.throwIfAborted();
  }
}

/** No operation of a class has it in its name. */
const SEPARATOR = '#';

/** An exported function as the name of an operation, for whoever routes calls by names. */
export const exportedOperation = (interfaceName: string, name: string): string => `${interfaceName}${SEPARATOR}${name}`;

/** The handling of messages as names of operations. No exported interface has an empty name. */
export const MESSAGES: { readonly message: string; readonly callback: string } = {
  message: exportedOperation('', 'message'),
  callback: exportedOperation('', 'callback'),
};

function ended(component: string): AirssysError {
  return new AirssysError('AIRSSYS_UPDATE_UNAVAILABLE', `An instance of ${component} has ended`, {
    hint: 'The call has not begun, so it can be made again.',
    data: { component },
  });
}
