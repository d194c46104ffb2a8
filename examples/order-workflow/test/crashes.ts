import type { HostFunction, HostService, InstanceSurroundings } from '@airssys/host';

const AFFECTED = /^airssys:(core\/(storage|host-messaging)|ext-(storage|messaging)\/.*)@/;

/**
 * Ends instances at each so many-th of the calls to storage and messaging that they make while they handle messages: in turns before the
 * call is done, and after it.
 */
export class Crashes {
  readonly #every: number;
  #calls = 0;
  #count = 0;

  constructor(every: number) {
    this.#every = every;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** What instances are given so that they crash. */
  readonly surroundings: InstanceSurroundings = {
    services: (own) => own.filter((one) => AFFECTED.test(one.interface)).map((one) => this.#within(one)),
  };

  #within(service: HostService): HostService {
    const functions = Object.entries(service.waiting ?? {}).map(([name, one]) => [name, this.#around(one)] as const);
    return { ...service, waiting: Object.fromEntries(functions) };
  }

  #around(one: HostFunction): HostFunction {
    const call = async (...args: Parameters<HostFunction['call']>): Promise<unknown> => {
      const [{ operation }] = args;
      const isHandling = operation === 'handleMessage' || operation === 'handleCallback';
      if (!isHandling || (this.#calls += 1) % this.#every !== 0) return await one.call(...args);
      this.#count += 1;
      if (this.#count % 2 === 0) await one.call(...args);
      throw new Error('crashed');
    };
    return { ...one, call };
  }
}
