/** A component that runs: its versions, of which the calls go to one or two, with a supervisor each. */
import { AirssysError } from '@airssys/model';
import type { LoadedComponent } from '../loaded-component.ts';
import type { ComponentSettings, VersionRecord } from '../registry/component-record.ts';
import type { CallResult } from '../resources/typed-calls.ts';
import type { Mailbox } from '../messaging/mailbox.ts';
import type { Receiver } from '../messaging/receiver.ts';
import type { EndReason } from '../supervision/supervised.ts';
import { ComponentGeneration } from '../updates/component-generation.ts';
import { Deployment } from '../updates/deployment.ts';
import type { Generation, Slot } from '../updates/generation.ts';
import type { RoutedCallOptions } from '../updates/router.ts';
import type { UpdateStrategy } from '../updates/update-strategy.ts';
import { type HostParts, loadVersion } from './host-parts.ts';
import { MESSAGES, SupervisedSlots } from './supervised-slots.ts';
import { wiredOptions } from './wires.ts';

export interface RunningOptions {
  readonly parts: HostParts;
  readonly id: string;
  /** Called once, when the version that gets the calls has ended by itself and for good. */
  readonly onEnded: (reason: EndReason) => void;
}

export class RunningComponent {
  readonly deployment: Deployment;
  readonly #options: RunningOptions;
  readonly #mailbox: Mailbox;
  readonly #slots = new Map<Generation, SupervisedSlots>();
  /**
   * INVARIANT: a message goes the way of a call. So an instance that hands over what it remembers handles none meanwhile, which it would
   * remember alone; and a canary gets its share.
   */
  readonly #receiver: Receiver = {
    handleMessage: async (message, options) => {
      const { value } = await this.deployment.invoke(MESSAGES.message, [message], options);
      return value as Uint8Array | undefined; // which is what the slot has for a message
    },
    handleCallback: async (message, options) => {
      await this.deployment.invoke(MESSAGES.callback, [message], options);
    },
  };
  #isEnded = false;
  /** Until it ends: the next start has it then. */
  #hasMailbox = true;

  private constructor(options: RunningOptions, deployment: Deployment, mailbox: Mailbox) {
    this.#options = options;
    this.deployment = deployment;
    this.#mailbox = mailbox;
    mailbox.connect(() => (this.#takesMessages ? this.#receiver : undefined));
  }

  /** All instances or none. What comes after the signal has aborted is disposed. */
  static async start(
    options: RunningOptions,
    version: VersionRecord,
    settings: ComponentSettings,
    signal: AbortSignal,
  ): Promise<RunningComponent> {
    const { parts, id } = options;
    const loaded = await loadVersion(parts, id, version.hash);
    // Before its instances: what they subscribe to when they are initialized is theirs, and messages wait.
    const mailbox = await parts.mailboxes.take(id, settings.mailbox);
    let made: Awaited<ReturnType<typeof makeGeneration>> | undefined;
    try {
      made = await makeGeneration(parts, id, { version, settings, loaded, onChange: () => mailbox.resume() });
      made.generation.add(await made.generation.prepare(settings.instances, signal));
    } catch (error) {
      made?.slots.kill();
      await parts.mailboxes.rest(id, mailbox);
      throw error;
    }
    const { keepWarmMs } = parts.options;
    const deployment = new Deployment({ current: made.generation, keepWarmMs });
    const running = new RunningComponent(options, deployment, mailbox);
    running.#watch(made.generation, made.slots);
    return running;
  }

  /**
   * Another version of it, without instances yet. It gets as many as its settings say.
   *
   * @throws AirssysError `AIRSSYS_CONFIG_INVALID` where the strategy replaces instances one by one, and they are to be more or fewer.
   */
  async generation(version: VersionRecord, settings: ComponentSettings, strategy: UpdateStrategy): Promise<Generation> {
    const { parts, id } = this.#options;
    const count = this.deployment.current.slots.length;
    if (strategy.kind === 'rolling' && settings.instances !== count) {
      throw new AirssysError(
        'AIRSSYS_CONFIG_INVALID',
        `A rolling update cannot make ${settings.instances} of ${count} instances`,
        {
          hint: 'Use another strategy to change how many there are.',
        },
      );
    }
    const loaded = await loadVersion(parts, id, version.hash);
    const { generation, slots } = await makeGeneration(parts, id, {
      version,
      settings,
      loaded,
      count,
      onChange: () => this.#mailbox.resume(),
    });
    this.#watch(generation, slots);
    return generation;
  }

  /** As {@link generation}, of a version that is not kept. Whoever asks for it disposes it. */
  async rehearsal(version: VersionRecord, settings: ComponentSettings, loaded: LoadedComponent): Promise<Generation> {
    const { parts, id } = this.#options;
    return (await makeGeneration(parts, id, { version, settings, loaded, onChange: () => {} })).generation;
  }

  async invoke(operation: string, args: readonly unknown[], options?: RoutedCallOptions): Promise<CallResult> {
    return await this.deployment.invoke(operation, args, options);
  }

  /** Ends all instances of all versions: calls that wait are refused, those under way finish; by force as soon as the signal aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#isEnded = true;
    const ends = [...this.#slots.values()].map(async (slots) => await slots.stop(signal));
    await Promise.all([this.#rest(), this.deployment[Symbol.asyncDispose](), ...ends]);
  }

  kill(): void {
    this.#isEnded = true;
    for (const slots of this.#slots.values()) slots.kill();
    void this.#rest();
    void this.deployment[Symbol.asyncDispose]();
  }

  async #rest(): Promise<void> {
    const { parts, id } = this.#options;
    if (!this.#hasMailbox) return;
    this.#hasMailbox = false;
    await parts.mailboxes.rest(id, this.#mailbox);
  }

  /** Messages that found no receiver while versions were changed go on. */
  resumeMessages(): void {
    this.#mailbox.resume();
  }

  /** Whether an instance takes messages at the moment. */
  get #takesMessages(): boolean {
    return this.deployment.current.slots.some(({ isReady }) => isReady);
  }

  #watch(generation: Generation, slots: SupervisedSlots): void {
    this.#slots.set(generation, slots);
    const onEnded = (reason: EndReason): void => {
      this.#slots.delete(generation);
      if (this.#isEnded || this.deployment.current !== generation) return;
      this.#isEnded = true;
      this.#options.onEnded(reason);
    };
    void slots.ended.then(onEnded);
  }
}

interface GenerationParts {
  readonly version: VersionRecord;
  readonly settings: ComponentSettings;
  readonly loaded: LoadedComponent;
  /** How many instances the version before has. */
  readonly count?: number;
  readonly onChange: () => void;
}

async function makeGeneration(
  parts: HostParts,
  id: string,
  { version, settings, loaded, count, onChange }: GenerationParts,
): Promise<{ readonly generation: Generation; readonly slots: SupervisedSlots }> {
  const slots = await SupervisedSlots.start({
    component: id,
    loaded,
    settings,
    instance: wiredOptions(parts, { id, settings, loaded }),
    shutdownMs: parts.timeouts.stopping,
    onChange,
  });
  return {
    generation: new SupervisedGeneration(version, slots, (asked) => (asked === count ? settings.instances : asked)),
    slots,
  };
}

/** Ends its supervisor with its slots. */
class SupervisedGeneration extends ComponentGeneration {
  readonly #slots: SupervisedSlots;

  /** How many slots are made where so many are asked for. */
  readonly #scale: (count: number) => number;

  constructor({ version, hash }: VersionRecord, slots: SupervisedSlots, scale: (count: number) => number) {
    super({ version: { version, hash }, makeSlot: slots.make });
    this.#slots = slots;
    this.#scale = scale;
  }

  override async prepare(count: number, signal: AbortSignal): Promise<readonly Slot[]> {
    return await super.prepare(this.#scale(count), signal);
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    await this.#slots.stop(NEVER);
  }
}

const NEVER = new AbortController().signal;
