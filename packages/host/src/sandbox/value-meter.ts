/**
 * Holds a call to its bytes in and out, and an instance to its handles: what the glue calls before it lifts or lowers a value.
 * See engine/value-glue.ts.
 */
import type { Realloc, ValueHooks } from '../engine/value-glue.ts';
import type { ActiveCall } from './active-call.ts';
import type { Governor } from './governor.ts';

/** Objects that the glue remembers of a resource, for each handle that there may be: those that the guest itself drops stay. */
const MADE_PER_HANDLE = 10;

export class ValueMeter implements ValueHooks {
  readonly #governor: Governor;
  readonly #maxHandles: number;
  #handles = 0;

  constructor(governor: Governor, maxHandles: number) {
    this.#governor = governor;
    this.#maxHandles = maxHandles;
  }

  lift(bytes: number): void {
    // A list whose length, a signed number here, is negative has no elements for the glue.
    if (bytes <= 0) return;
    const call = this.#running();
    call.bytesOut += bytes;
    call.watch('maxBytesOut', call.bytesOut);
    if (call.bytesOut > call.limits.maxBytesOut) {
      exceed(call, 'bytes-out-limit', `${call.operation} gave more than ${call.limits.maxBytesOut} bytes to the host`);
    }
  }

  copy(buffer: ArrayBuffer, at: number, length: number): ArrayBuffer {
    const start = this.#list(buffer.byteLength, at, length);
    return buffer.slice(start, start + length);
  }

  bytes(memory: Uint8Array, at: number, length: number): Uint8Array {
    const start = this.#list(memory.length, at, length);
    return memory.slice(start, start + length);
  }

  decoder(decoder: TextDecoder): Pick<TextDecoder, 'decode'> {
    return {
      decode: (view) => {
        this.lift(view?.byteLength ?? 0);
        return decoder.decode(view);
      },
    };
  }

  /** The guest's allocator runs on top of a frame of the glue. */
  allocator(realloc: Realloc): Realloc {
    return (at, oldBytes, align, newBytes) => {
      const call = this.#running();
      call.bytesIn += Math.max(newBytes - oldBytes, 0);
      call.watch('maxBytesIn', call.bytesIn);
      if (call.bytesIn > call.limits.maxBytesIn) {
        exceed(call, 'bytes-in-limit', `${call.operation} was given more than ${call.limits.maxBytesIn} bytes`);
      }
      return this.#governor.pin(() => realloc(at, oldBytes, align, newBytes));
    };
  }

  handle(): void {
    this.#handles += 1;
    if (this.#handles > this.#maxHandles) this.#exceedHandles(`has more than ${this.#maxHandles} handles`);
  }

  made(count: number): void {
    const maximum = this.#maxHandles * MADE_PER_HANDLE;
    if (count > maximum) this.#exceedHandles(`has made more than ${maximum} objects of a resource`);
  }

  /** Counts a list that is copied as it is, and answers where it begins. */
  #list(memoryBytes: number, at: number, length: number): number {
    const start = at >>> 0; // an address has no sign
    // The glue would cut the list off where the memory ends; the component model traps.
    if (length < 0 || start + length > memoryBytes) throw new RangeError('list content out of bounds');
    this.lift(length);
    return start;
  }

  #exceedHandles(what: string): never {
    const call = this.#running();
    exceed(call, 'handle-limit', `The instance ${what}, in ${call.operation}`);
  }

  /** INVARIANT: what no call answers for does not cross. */
  #running(): ActiveCall {
    const { call } = this.#governor;
    if (call !== undefined && call.stopped === undefined && !call.isEnded) return call;
    throw new Error(call?.stopped?.message ?? 'A value crossed the boundary when no call was running');
  }
}

function exceed(call: ActiveCall, kind: 'bytes-in-limit' | 'bytes-out-limit' | 'handle-limit', message: string): never {
  call.stop({ kind, message });
  throw new Error(message);
}
