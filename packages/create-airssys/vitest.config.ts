import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import project from '../../vitest.project.ts';

export default mergeConfig(
  project,
  defineConfig({
    test: {
      // Projects are made, installed and built.
      testTimeout: 600_000,
      // The templates' own tests run in the projects that are made of them.
      exclude: [...configDefaults.exclude, 'templates/**', 'test/.airssys/**'],
    },
  }),
);
