import { defineConfig } from 'vitest/config';
import { LongFirst } from './vitest.sequencer.ts';

export default defineConfig({
  test: {
    // One project per package, and the examples as their users would run them.
    projects: ['packages/*', 'examples/*', 'test', 'site'],
    sequence: { sequencer: LongFirst },
  },
});
