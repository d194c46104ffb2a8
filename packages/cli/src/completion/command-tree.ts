/** What can be completed, read off the program itself: so a command has its completion from the day it is there. */
import type { Argument, Command, Option } from 'commander';
import { explainedCodes } from '../explain/codes.ts';

/**
 * What a value is:
 * - `words`: one of these.
 * - `files`: a file with one of these endings, or any where there are none; directories lead to them.
 * - `dirs`: a directory.
 * - `ids`: a component that a host has.
 * - `text`: nothing that a shell could know.
 */
export type ValueKind =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'files'; readonly endings: readonly string[] }
  | { readonly kind: 'dirs' | 'ids' | 'text' };

export interface CompletedOption {
  /** Each with its dashes: `-q`, `--quiet`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Undefined where it takes none. */
  readonly value: ValueKind | undefined;
  readonly isRepeatable: boolean;
}

export interface CompletedArgument {
  readonly name: string;
  readonly value: ValueKind;
  readonly isVariadic: boolean;
}

export interface CommandNode {
  /** From the program on, without it: none, `['wit']`, `['wit', 'add']`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly args: readonly CompletedArgument[];
  readonly commands: readonly CommandNode[];
}

export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const nodes = commands.filter((one) => one.name() !== 'help').map((one) => commandTree(one, [...path, one.name()]));
  return {
    path,
    description: firstSentence(command.description()),
    options: help.visibleOptions(command).map(completedOption),
    args: command.registeredArguments.map(completedArgument),
    commands: commands.some((one) => one.name() === 'help') ? [...nodes, helpNode(commands, path)] : nodes,
  };
}

/** `help [command]`, which commander makes itself: its argument is the name of another. */
function helpNode(commands: readonly Command[], path: readonly string[]): CommandNode {
  const words = commands.map((one) => one.name()).filter((name) => name !== 'help');
  return {
    path: [...path, 'help'],
    description: 'print the help of a command',
    options: [],
    args: [{ name: 'command', value: { kind: 'words', words }, isVariadic: false }],
    commands: [],
  };
}

function completedOption(option: Option): CompletedOption {
  const takesValue = option.required || option.optional;
  const [, name = ''] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  return {
    names: [option.short, option.long].filter((one) => one !== undefined),
    description: firstSentence(option.description),
    value: takesValue ? valueKind(name, option.argChoices) : undefined,
    isRepeatable: option.variadic || option.description.includes('(repeatable)'),
  };
}

const completedArgument = (argument: Argument): CompletedArgument => ({
  name: argument.name(),
  value: valueKind(argument.name(), argument.argChoices),
  isVariadic: argument.variadic,
});

/** By the name of a value, as help shows it. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  component: { kind: 'files', endings: ['wasm', 'ts'] },
  entry: { kind: 'files', endings: ['ts'] },
  entries: { kind: 'files', endings: ['ts'] },
  source: { kind: 'files', endings: ['wit', 'wasm', 'ts'] },
  old: { kind: 'files', endings: ['wit', 'wasm', 'ts'] },
  new: { kind: 'files', endings: ['wit', 'wasm', 'ts'] },
  file: { kind: 'files', endings: [] },
  recording: { kind: 'files', endings: [] },
  arguments: { kind: 'files', endings: [] },
  dir: { kind: 'dirs' },
  directory: { kind: 'dirs' },
  id: { kind: 'ids' },
};

function valueKind(name: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (name === 'code') return { kind: 'words', words: explainedCodes().map(({ code }) => code) };
  return (Object.hasOwn(KINDS, name) ? KINDS[name] : undefined) ?? { kind: 'text' };
}

/** What fits beside a word in a list. */
const firstSentence = (text: string): string => text.split(/(?<=[^.])\. |\.$/, 1)[0] ?? text;

/** The node and all below it. */
export function allNodes(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allNodes)];
}
