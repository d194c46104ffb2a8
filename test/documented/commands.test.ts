/** The commands that the documents show exist, with these options. None is run. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram, type CommandIo } from '@airssys/cli';
import { expect, test } from 'vitest';
import { shownCommands, wordsOf } from './commands.ts';
import { documents, readDocument, ROOT } from './documents.ts';

type Command = ReturnType<typeof createProgram>;

const output = { isTerminal: false, columns: 80, write: () => {} };
const io: CommandIo = {
  stdout: output,
  stderr: output,
  streams: { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
  env: {},
  catchInterrupt: () => new AbortController().signal,
};

/** What is wrong with the words, by the command that they name. In the text a command may stand without its arguments. */
function complaint(words: readonly string[]): string | undefined {
  let command: Command = createProgram(io, () => {});
  const rest = words.filter((word) => word !== 'help');
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest.shift();
  }
  if (command.commands.length > 0 && rest.length > 0 && !rest[0]?.startsWith('-')) return `there is no ${rest[0]}`;
  const end = rest.indexOf('--');
  const options = (end < 0 ? rest : rest.slice(0, end)).filter((word) => /^--?[a-z]/i.test(word));
  const known = new Set(command.options.flatMap(({ short, long }) => [short, long]));
  const unknown = options.map((word) => word.split('=')[0]).filter((word) => word !== '--help' && !known.has(word));
  return unknown.length === 0 ? undefined : `${command.name()} has no ${unknown.join(', ')}`;
}

const pages = [
  ...documents(),
  ...globSync(['packages/cli/docs/diagnostics/*.md', 'packages/create-airssys/templates/*/README.md'], { cwd: ROOT }),
];

test('every command of airssys that a document shows is there, with its options', () => {
  const shown = pages.flatMap((page) => shownCommands(readDocument(page)).map((line) => [page, line] as const));
  const ours = shown.filter(([, line]) => line.startsWith('airssys '));
  expect(ours.length).toBeGreaterThan(80);
  const wrong = ours.flatMap(([page, line]) => {
    const said = complaint(wordsOf(line).slice(1));
    return said === undefined ? [] : [`${page}: ${line}: ${said}`];
  });
  expect(wrong).toEqual([]);
});

test('every npm script that a document names is one of the project, or of a template or example', () => {
  const manifests = [
    'package.json',
    ...globSync(['packages/create-airssys/templates/*/package.json', 'examples/*/package.json'], { cwd: ROOT }),
  ];
  const scripts = new Set(
    manifests.flatMap((path) => {
      const { scripts = {} } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
        scripts?: Record<string, string>;
      }; // our own files
      return Object.keys(scripts);
    }),
  );
  const named = pages.flatMap((page) =>
    shownCommands(readDocument(page))
      .filter((line) => line.startsWith('npm run '))
      .map((line) => [page, wordsOf(line)[2] ?? ''] as const),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(([, script]) => !scripts.has(script))).toEqual([]);
});

test('a command that is not there is found out', () => {
  expect(complaint(['run', 'x.wasm', '--no-such'])).toBe('run has no --no-such');
  expect(complaint(['audit', 'verfy'])).toBe('there is no verfy');
  expect(complaint(['audit', 'verify', 'audit.log'])).toBeUndefined();
  expect(shownCommands('```sh\nnpx airssys run x \\\n  --json\n```\nand `airssys ps`')).toEqual([
    'airssys run x --json',
    'airssys ps',
  ]);
});
