import type { CommandIo } from '../io.ts';

/** Prints one JSON document on stdout: over several lines for people, in one for programs. */
export function printJson(io: CommandIo, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, jsonValue, io.stdout.isTerminal ? 2 : undefined)}\n`);
}

/** Facts of an error may hold a 64-bit integer. */
const jsonValue = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
