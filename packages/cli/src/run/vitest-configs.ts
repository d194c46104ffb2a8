/** Where Vitest looks for the configuration of a project, in its order. */
export const VITEST_CONFIGS: readonly string[] = ['vitest', 'vite'].flatMap((name) =>
  ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((end) => `${name}.config.${end}`),
);
