import { meterModule, type MeteringMode } from '../../../../src/engine/metering/meter-module.ts';
import { MeteringError } from '../../../../src/engine/metering/metering-error.ts';
import type { Random } from './random.ts';

/** Bytes that mean something in many places: ends, sections, large and negative numbers, prefixes. */
const TELLING = [0x00, 0x01, 0x0b, 0x40, 0x60, 0x7f, 0x80, 0xff, 0xfb, 0xfc, 0xfd, 0xfe, 0x03, 0x1f, 0x0e, 0x50];

/** Damages a module in one to four places. */
export function mutate(original: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = Array.from(original);
  for (let count = random.below(4); count >= 0; count -= 1) {
    const at = 8 + random.below(Math.max(1, bytes.length - 8));
    switch (random.below(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        bytes[at] = random.of(TELLING);
        break;
      case 2:
        bytes.splice(at, 1 + random.below(3));
        break;
      case 3:
        bytes.splice(at, 0, ...Array.from({ length: 1 + random.below(3) }, () => random.of(TELLING)));
        break;
      case 4: {
        const from = 8 + random.below(bytes.length);
        bytes.splice(at, 0, ...bytes.slice(from, from + random.below(40)));
        break;
      }
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return new Uint8Array(bytes);
}

/**
 * Answers what is wrong with the rewriter's verdict on any bytes: what V8 takes must be taken, or refused as not supported; what V8
 * refuses must not become valid; and nothing but our own error may be thrown.
 */
export function misjudged(bytes: Uint8Array<ArrayBuffer>, mode: MeteringMode): string | undefined {
  const isValid = WebAssembly.validate(bytes);
  try {
    const metered = WebAssembly.validate(Uint8Array.from(meterModule(bytes, { mode }).bytes));
    if (metered === isValid) return undefined;
    return isValid ? `${mode}: a valid module was made invalid` : `${mode}: an invalid module was made valid`;
  } catch (error) {
    if (!(error instanceof MeteringError)) return `${mode}: threw ${String(error)}`;
    const isFair = !isValid || error.code === 'AIRSSYS_ENGINE_UNSUPPORTED';
    return isFair ? undefined : `${mode}: a valid module was called invalid: ${error.message}`;
  }
}
