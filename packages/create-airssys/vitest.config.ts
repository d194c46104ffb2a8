import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  // The templates' own tests run in the projects that are made of them.
  test: { exclude: [...configDefaults.exclude, 'templates/**', 'test/.airssys/**'] },
});
