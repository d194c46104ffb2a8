import type { HostService } from './host-service.ts';

/** Ends the services of one instance with it. */
export class ServicesEnd {
  readonly #services: readonly HostService[];
  #ended: Promise<void> | undefined;

  constructor(services: readonly HostService[]) {
    this.#services = services;
  }

  /** Waits for what the component has handed over, until the signal aborts. */
  async settle(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#services.map(async ({ settle }) => await settle?.(signal)));
  }

  /**
   * Disposes each service, the last one first, also where another one fails. However often it is called, it happens once.
   *
   * @throws What the services threw; several of them as an AggregateError.
   */
  end(): Promise<void> {
    this.#ended ??= disposeAll(this.#services);
    return this.#ended;
  }

  /** For whoever cannot wait, or has something worse to tell: what fails is told to the one who disposes the instance. */
  begin(): void {
    this.end().catch(() => {});
  }
}

async function disposeAll(services: readonly HostService[]): Promise<void> {
  // One may stand in for another, and end as that does.
  const each = new Set(services.toReversed().map(({ dispose }) => dispose));
  const disposals = [...each].map(async (dispose) => await dispose?.());
  const errors = (await Promise.allSettled(disposals)).flatMap((one): unknown[] =>
    one.status === 'rejected' ? [one.reason] : [],
  );
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'Several services could not be ended');
}
