/** Completion for fish, with descriptions. */
import {
  allNodes,
  type CommandNode,
  type CompletedArgument,
  type CompletedOption,
  type ValueKind,
} from './command-tree.ts';
import { fishWord, LIST_IDS } from './quote.ts';

export function fishScript(root: CommandNode): string {
  const nodes = allNodes(root);
  return `# Completion of airssys for fish. To have it in every shell: airssys completion fish > ~/.config/fish/completions/airssys.fish

function __airssys_ids
  ${LIST_IDS}
end

# Files with one of these endings, and directories on the way to them.
function __airssys_files
  set -l token (commandline -ct)
  for path in $token*
    if test -d $path
      echo $path/
    else
      for ending in $argv
        string match -q "*.$ending" -- $path; and echo $path
      end
    end
  end
end

# The command that has been typed, as a path, and how many arguments came after it.
function __airssys_place
  set -l words (commandline -opc)
  set -l path
  set -l arguments 0
  set -l skip 0
  for word in $words[2..-1]
    if test $skip = 1
      set skip 0
    else if string match -q -- '-*' $word
      contains -- "$path $word" ${nodes.flatMap(valuedOptions).map(fishWord).join(' ')}; and set skip 1
    else if test $arguments = 0; and contains -- (string trim -- "$path $word") ${nodes
      .filter(({ path }) => path.length > 0)
      .map(({ path }) => fishWord(path.join(' ')))
      .join(' ')}
      set path (string trim -- "$path $word")
    else
      set arguments (math $arguments + 1)
    end
  end
  echo $path
  echo $arguments
end

function __airssys_at
  set -l place (__airssys_place)
  test "$place[1]" = $argv[1]; or return 1
  test (count $argv) = 1; or contains -- $place[2] $argv[2..-1]
end

function __airssys_from
  set -l place (__airssys_place)
  test "$place[1]" = $argv[1]; and test $place[2] -ge $argv[2]
end

complete -c airssys -e
complete -c airssys -f
${nodes.flatMap(lines).join('\n')}
`;
}

const valuedOptions = ({ path, options }: CommandNode): readonly string[] =>
  options.flatMap(({ names, value }) => (value === undefined ? [] : names.map((name) => `${path.join(' ')} ${name}`)));

function lines(node: CommandNode): readonly string[] {
  const path = fishWord(node.path.join(' '));
  return [
    ...node.commands.map(
      (one) =>
        `complete -c airssys -n ${fishWord(`__airssys_at ${path} 0`)} -a ${one.path.at(-1) ?? ''} -d ${fishWord(one.description)}`,
    ),
    ...node.options.map((option) => optionLine(path, option)),
    ...node.args.map((argument, at) => argumentLine(path, argument, at)),
  ];
}

function optionLine(path: string, { names, description, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = value === undefined ? '' : ` -r${valueFlags(value)}`;
  return `complete -c airssys -n ${fishWord(`__airssys_at ${path}`)} ${flags.join(' ')}${takes} -d ${fishWord(description)}`;
}

function argumentLine(path: string, { value, isVariadic }: CompletedArgument, at: number): string {
  const place = isVariadic ? `__airssys_from ${path} ${at}` : `__airssys_at ${path} ${at}`;
  return `complete -c airssys -n ${fishWord(place)}${valueFlags(value)}`;
}

function valueFlags(value: ValueKind): string {
  switch (value.kind) {
    case 'words':
      return ` -f -a ${fishWord(value.words.join(' '))}`;
    case 'files':
      return value.endings.length === 0 ? ' -F' : ` -f -a ${fishWord(`(__airssys_files ${value.endings.join(' ')})`)}`;
    case 'dirs':
      return ` -f -a ${fishWord('(__fish_complete_directories (commandline -ct))')}`;
    case 'ids':
      return ` -f -a ${fishWord('(__airssys_ids)')}`;
    case 'text':
      return ' -f';
  }
}
