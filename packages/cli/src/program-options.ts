/** What the options of several commands have in common. */
import { ENGINES } from '@airssys/model';
import { Option } from 'commander';

/** For an option that can be given more than once. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `--engine`, without a default. */
export const engineOption = (description = 'the JavaScript engine, when a .ts file is built'): Option =>
  new Option('--engine <name>', description).choices([...ENGINES]);

/** The end of a command's help. */
export const example = (...lines: readonly string[]): string =>
  `\nExample:\n${lines.map((line) => `  ${line.startsWith(' ') ? line : `$ ${line}`}`).join('\n')}`;
