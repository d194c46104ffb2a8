export { arbitrary } from './arbitrary.ts';
export type { ArbitraryOptions, ArgumentsOf, OperationName } from './arbitrary.ts';
