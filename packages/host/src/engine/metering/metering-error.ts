import { AirssysError } from '@airssys/model';

/**
 * What the metering rewriter refuses.
 *
 * - `AIRSSYS_ENGINE_INVALID_MODULE`: the bytes are no well-formed module. V8 would have refused them as well.
 * - `AIRSSYS_ENGINE_UNSUPPORTED`: well-formed as far as was read, but it uses something that is not metered (an unknown
 *   proposal, shared memory). Refused rather than guessed, since a wrong guess would let code run without being charged.
 */
export type MeteringErrorCode = 'AIRSSYS_ENGINE_INVALID_MODULE' | 'AIRSSYS_ENGINE_UNSUPPORTED';

/** Thrown by the rewriter, and the only error it throws. `offset` counts bytes from the start of the core module. */
export class MeteringError extends AirssysError {
  override readonly name = 'MeteringError';
  readonly offset: number;

  constructor(code: MeteringErrorCode, message: string, hint: string, offset: number) {
    super(code, `${message} (at byte ${offset})`, { hint, data: { offset } });
    this.offset = offset;
  }
}

export function invalidModule(what: string, offset: number): MeteringError {
  return new MeteringError(
    'AIRSSYS_ENGINE_INVALID_MODULE',
    `invalid core module: ${what}`,
    'The component is damaged or was made by a faulty tool; build it again and validate it with `wasm-tools validate`.',
    offset,
  );
}

export function unsupported(what: string, offset: number): MeteringError {
  return new MeteringError(
    'AIRSSYS_ENGINE_UNSUPPORTED',
    `not supported: ${what}`,
    'Build the component without this WebAssembly feature.',
    offset,
  );
}
