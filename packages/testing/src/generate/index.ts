export { arbitrary } from './arbitrary.ts';
export type { ArbitraryOptions, ArgumentsOf, OperationName } from './arbitrary.ts';
export { arbitraryAnswer } from './arbitrary-answer.ts';
export type { AnswerOf, MockedName } from './arbitrary-answer.ts';
