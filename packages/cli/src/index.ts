export { EXIT } from './exit-codes.ts';
export type { ExitCode } from './exit-codes.ts';
export type { CommandIo, Output } from './io.ts';
export { main } from './main.ts';
export { createProgram } from './program.ts';
