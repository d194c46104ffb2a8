import type { Plugin } from 'vitest/config';
import { measureComponents } from './coverage-reporter.ts';
import { hasDecorators, lowerDecorators } from './decorators.ts';
import { COMPONENT_QUERY, componentFile, componentModule } from './component-module.ts';
import { MountedComponents } from './mounted-components.ts';
import { mountedPaths } from './mounted-sources.ts';

/** The first mount of a component builds it: seconds with StarlingMonkey, and on a busy machine more. */
const TEST_TIMEOUT_MS = 30_000;

/** A plugin for `vitest.config.ts`. */
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
 *   file that calls `mount`, or it is imported.
 * - `import counter from './counter.ts?component'` gives a function that mounts it.
 * - With `--coverage`, the sources of mounted components are in Vitest's report.
 * - Tests and hooks have 30 s, unless the configuration says otherwise.
 */
export function airssys(): AirssysPlugin {
  let components: MountedComponents | undefined;
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
    configResolved: (config) => {
      components = new MountedComponents({ isPrepared: !config.test?.coverage?.enabled });
    },
    watchChange: (file) => components?.changed(file),
    buildEnd: async () => await components?.[Symbol.asyncDispose](),
    load: (id) => (COMPONENT_QUERY.test(id) ? componentModule(componentFile(id)) : undefined),
    configureVitest: ({ vitest, project }) => measureComponents(vitest, project),
    async transform(code, id) {
      const [file = id] = id.split('?');
      const isComponent = COMPONENT_QUERY.test(id);
      if (file.includes('/node_modules/') || !(isComponent || SOURCE.test(file))) return undefined;
      const mounted = isComponent ? [file] : mountedPaths(code, file);
      // An edge in Vite's module graph, from the test to each source: Vitest reruns along them.
      for (const source of (await components?.mounted(mounted)) ?? []) this.addWatchFile(source);
      return !isComponent && hasDecorators(code) ? await lowerDecorators(code, file) : undefined;
    },
  };
}
