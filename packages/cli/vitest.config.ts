import { defineConfig, mergeConfig } from 'vitest/config';
import project from '../../vitest.project.ts';

export default mergeConfig(project, defineConfig({ test: { setupFiles: 'test/support/clean-up.ts' } }));
