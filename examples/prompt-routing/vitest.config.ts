import { airssys } from '@airssys/testing/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [airssys()],
  // The first test of a file may have to build components, and machines may be slow.
  test: { testTimeout: 120_000, expect: { poll: { timeout: 30_000 } } },
});
