export { argumentsArbitrary, compileArbitrary } from './compile-arbitrary.ts';
export type { ValueConstraints, WorthTrying } from './constraints.ts';
