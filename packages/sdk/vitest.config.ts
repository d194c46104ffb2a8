import { defineConfig } from 'vitest/config';

export default defineConfig({
  // A build takes seconds where other tests keep the machine busy.
  test: { testTimeout: 60_000 },
});
