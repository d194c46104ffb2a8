/** WIT `wasi:io/poll`'s pollable: something that a component waits for. */
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import type { Waitable } from './waiting.ts';

export class Pollable implements Waitable {
  /** What each use needs. Of a stream nothing: that it is ready tells no more than the operation that follows. */
  readonly access: AccessRequest | undefined;
  readonly #waitable: Waitable;

  constructor(waitable: Waitable, access?: AccessRequest) {
    this.#waitable = waitable;
    this.access = access;
  }

  isReady(): boolean {
    return this.#waitable.isReady();
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#waitable.wait(signal);
  }
}
