import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LONG } from './vitest.long.ts';

const leftOut = process.env['AIRSSYS_TESTS'] === 'quick' ? LONG.map((file) => join(import.meta.dirname, file)) : [];

/** How the tests of one package run. */
export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, ...leftOut],
    // The files share a process, and with it the host's modules, V8's code for them, and the transpiler's thread: a file that needs
    // a process of its own starts one. What a file changes for all of the process it puts back.
    isolate: false,
    // Components are built, while other tests keep the machine busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
