import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Components are built and other runtimes installed here, while other tests keep the machine busy.
  test: { testTimeout: 120_000 },
});
