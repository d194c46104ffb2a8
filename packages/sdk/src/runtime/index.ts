export { createRuntime } from './create-runtime.ts';
export type { ComponentExports, RuntimeOptions } from './create-runtime.ts';
export { createMigration } from './migration-export.ts';
export { GuestResources } from './guest-resources.ts';
export { createIncomingHandler } from './incoming-handler.ts';
export { ERROR_CONTEXT } from './report.ts';
export type { ReportedError } from './report.ts';
export { carryExactIntegers } from './starlingmonkey-integers.ts';
export { keepByteOrderMarks } from './starlingmonkey-text.ts';
