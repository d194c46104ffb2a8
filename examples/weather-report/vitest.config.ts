import { airssys } from '@airssys/testing/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [airssys()],
  // Of the component's sources, counted while it runs in its sandbox: `npm run coverage`.
  test: { coverage: { include: ['src/**/*.ts'], thresholds: { lines: 90, functions: 90 } } },
});
