import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One project per package, and the examples as their users would run them.
    projects: ['packages/*', 'examples/*', 'test', 'site'],
  },
});
