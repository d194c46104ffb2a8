import type { Plugin } from 'vitest/config';
import { measureComponents } from './coverage-reporter.ts';
import { hasDecorators, lowerDecorators } from './decorators.ts';
import { COMPONENT_QUERY, componentFile, componentModule } from './component-module.ts';
import { MountedComponents } from './mounted-components.ts';
import { mountedPaths } from './mounted-sources.ts';
import { ownPackages } from './own-packages.ts';

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
        server: { deps: { external: ownPackages() } },
      },
    }),
    watchChange: (file) => components?.changed(file),
    buildEnd: async () => await components?.[Symbol.asyncDispose](),
    load: (id) => (COMPONENT_QUERY.test(id) ? componentModule(componentFile(id)) : undefined),
    // Not for a project that Vitest was told to leave out.
    configureVitest: ({ vitest, project, ...context }) => {
      components = new MountedComponents({ isPrepared: !vitest.config.coverage.enabled, root: project.config.root });
      measureComponents(vitest, project);
      // Modules that Vitest has kept of an earlier run are not transformed, and then nobody knows what they mount. Vitest 4.1 keeps none.
      const { defineCacheKeyGenerator } = context as Partial<typeof context>;
      defineCacheKeyGenerator?.(({ id, sourceCode }) => (mounts(id, sourceCode) ? false : undefined));
    },
    async transform(code, id) {
      const file = componentFile(id);
      const isComponent = COMPONENT_QUERY.test(id);
      if (!isSource(id)) return undefined;
      // An edge in Vite's module graph, from the test to each source: Vitest reruns along them.
      for (const source of (await components?.mounted(mountedIn(id, code))) ?? []) this.addWatchFile(source);
      return !isComponent && hasDecorators(code) ? await lowerDecorators(code, file) : undefined;
    },
  };
}

/** Whether a module is an author's source. */
const isSource = (id: string): boolean =>
  !id.includes('/node_modules/') && (COMPONENT_QUERY.test(id) || SOURCE.test(componentFile(id)));

/** Absolute paths of what a module may mount. */
const mountedIn = (id: string, code: string): readonly string[] =>
  COMPONENT_QUERY.test(id) ? [componentFile(id)] : mountedPaths(code, componentFile(id));

const mounts = (id: string, code: string): boolean => isSource(id) && mountedIn(id, code).length > 0;
