import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // The templates' own tests run in the projects that are made of them.
  test: {
    // Components are built, while other tests keep the machine busy.
    testTimeout: 600_000,
    exclude: [...configDefaults.exclude, 'templates/**', 'test/.airssys/**'],
  },
});
