export { buildComponent } from './build-component.ts';
export type { BuildResult } from './build-component.ts';
export { defaultCacheDir } from './cache-dir.ts';
export { checkComponent, ComponentChecker } from './check-component.ts';
export type { CheckOptions, CheckResult } from './check-component.ts';
export { diagnosticsOf } from './diagnostics.ts';
export type { BuildDiagnostic } from './diagnostics.ts';
export type { BuildOptions } from './options.ts';
export type { Timings } from './stopwatch.ts';
