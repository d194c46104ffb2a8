import type { Plugin } from 'vitest/config';
import { measureComponents } from './coverage-reporter.ts';
import { hasDecorators, lowerDecorators } from './decorators.ts';
import { mountedSources } from './mounted-sources.ts';

/** The first mount of a component builds it: seconds with StarlingMonkey, and on a busy machine more. */
const TEST_TIMEOUT_MS = 30_000;

export type AirssysPlugin = Plugin;

const SOURCE = /\.[cm]?tsx?$/;

/**
 * Makes Vitest know components. For `vitest.config.ts`:
 *
 * ```ts
 * import { airssys } from '@airssys/testing/vitest';
 * import { defineConfig } from 'vitest/config';
 *
 * export default defineConfig({ plugins: [airssys()] });
 * ```
 *
 * - Decorated classes can be imported by tests: Vite leaves decorators as they are, and Node does not know them.
 * - In watch mode a test reruns when a source of a component that it mounts changes, if the path is written out somewhere in the
 *   file that calls `mount`.
 * - With `--coverage`, the sources of mounted components are in Vitest's report.
 * - Tests and hooks have 30 s, unless the configuration says otherwise.
 */
export function airssys(): AirssysPlugin {
  return {
    name: 'airssys',
    // Before Vite's own compiler, which would pass decorators on.
    enforce: 'pre',
    config: ({ test }) => ({
      test: {
        ...(test?.testTimeout === undefined && { testTimeout: TEST_TIMEOUT_MS }),
        ...(test?.hookTimeout === undefined && { hookTimeout: TEST_TIMEOUT_MS }),
      },
    }),
    configureVitest: ({ vitest, project }) => measureComponents(vitest, project),
    async transform(code, id) {
      const [file = id] = id.split('?');
      if (!SOURCE.test(file) || file.includes('/node_modules/')) return undefined;
      // An edge in Vite's module graph, from the test to each source: Vitest reruns along them.
      for (const source of await mountedSources(code, file)) this.addWatchFile(source);
      return hasDecorators(code) ? await lowerDecorators(code, file) : undefined;
    },
  };
}
