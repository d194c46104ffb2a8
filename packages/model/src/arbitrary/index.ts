export { argumentsArbitrary, compileArbitrary, resultArbitrary } from './compile-arbitrary.ts';
export type { ValueConstraints, WorthTrying } from './constraints.ts';
