import type { ComponentInstance } from '../component-instance.ts';
import { IncomingHttp } from '../services/wasi/http/incoming-http.ts';

/** An instance that has answered nothing yet, and where its request is put. */
export interface ReadyInstance {
  readonly instance: ComponentInstance;
  readonly incoming: IncomingHttp;
}

/** Instances that are made before they are needed. None is used twice: a request sees nothing of another one. */
export class ReadyInstances implements AsyncDisposable {
  readonly #make: (incoming: IncomingHttp) => Promise<ComponentInstance>;
  readonly #size: number;
  #ready: Promise<ReadyInstance>[] = [];
  #isDisposed = false;

  constructor(size: number, make: (incoming: IncomingHttp) => Promise<ComponentInstance>) {
    this.#size = size;
    this.#make = make;
  }

  /** Makes them, so that a component that cannot start is known at once. */
  async fill(): Promise<void> {
    while (this.#ready.length < this.#size) this.#ready.push(this.#one());
    await Promise.all(this.#ready);
  }

  /** Its taker disposes it. */
  async take(): Promise<ReadyInstance> {
    const taken = this.#ready.shift() ?? this.#one();
    try {
      return await taken;
    } finally {
      if (!this.#isDisposed && this.#ready.length < this.#size) this.#ready.push(this.#one());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const ready = this.#ready;
    this.#ready = [];
    await Promise.all(
      ready.map(async (one) => {
        const made = await one.catch(() => undefined); // whoever would have taken it would have been told
        await made?.instance[Symbol.asyncDispose]();
      }),
    );
  }

  #one(): Promise<ReadyInstance> {
    const incoming = new IncomingHttp();
    const made = this.#make(incoming).then((instance): ReadyInstance => ({ instance, incoming }));
    made.catch(() => {}); // its taker is told
    return made;
  }
}
