import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One project per package, and the examples as their users would run them.
    projects: ['packages/*', 'examples/*', 'test', 'site'],
    // Two at once: each may build components, and the engines' compilers use what is left.
    maxWorkers: 2,
  },
});
