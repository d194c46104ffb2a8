/** The tests that are to find mutants of the capabilities and the gate (`npm run mutation`): those that are about them. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/capabilities/**/*.test.ts', 'test/sandbox/gate*.test.ts'],
    testTimeout: 60_000,
  },
});
