import { bytes } from './answers.ts';
import { type MockedService, Unfit } from './mocked-service.ts';

/** Bytes of a u64. */
const U64_BYTES = 8;

export const RANDOM: MockedService = {
  service: 'random',
  functions: {
    bytes: {
      // Components of other toolchains take a u64 where the SDK takes bytes; the mock gives both.
      targets: ['getRandomBytes', 'getRandomU64'],
      toArgs: ([length = U64_BYTES]) => [Number(length)],
      toResult: (answer, [length]) => {
        const found = bytes(answer);
        const expected = Number(length ?? U64_BYTES);
        if (found.length !== expected)
          throw new Unfit(`returned ${found.length} bytes, where ${expected} were asked for`);
        return length === undefined ? new DataView(found.buffer).getBigUint64(0) : found;
      },
    },
  },
  errors: {},
};
