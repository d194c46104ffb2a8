/** Completion for zsh, by its own _arguments, with descriptions. */
import type { CommandNode, CompletedArgument, CompletedOption, ValueKind } from './command-tree.ts';
import { allNodes } from './command-tree.ts';
import { LIST_IDS, shellWord } from './quote.ts';

export function zshScript(root: CommandNode): string {
  return `#compdef airssys
# Completion of airssys for zsh. To have it in every shell: airssys completion zsh > DIR/_airssys, for a DIR of fpath.

__airssys_ids() {
  local -a ids
  ids=(\${(f)"$(${LIST_IDS})"})
  compadd -a ids
}

${allNodes(root).map(nodeFunction).join('\n')}
if [[ $funcstack[1] == _airssys ]]; then
  _airssys "$@"
else
  compdef _airssys airssys
fi
`;
}

const functionName = ({ path }: CommandNode): string => ['_airssys', ...path].join('_').replaceAll('-', '_');

function nodeFunction(node: CommandNode): string {
  const { options, args, commands } = node;
  const specs = [
    ...options.map(optionSpec),
    ...(commands.length > 0
      ? [shellWord('1:command:->command'), shellWord('*::argument:->argument')]
      : args.map(argumentSpec)),
  ];
  const call = `_arguments ${commands.length > 0 ? '-C -s' : '-s -S'} \\\n    ${specs.join(' \\\n    ')}`;
  if (commands.length === 0) return `${functionName(node)}() {\n  ${call}\n}\n`;
  return `${functionName(node)}() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  ${call}
  case $state in
    command)
      local -a commands=(
${commands.map(({ path, description }) => `        ${shellWord(`${path.at(-1) ?? ''}:${escaped(description, /:/g)}`)}`).join('\n')}
      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands.map((one) => `        ${one.path.at(-1) ?? ''}) ${functionName(one)} ;;`).join('\n')}
      esac
      ;;
  esac
}
`;
}

/** `(-q --quiet)'{-q,--quiet}'[…]`, each name in a word of its own. */
function optionSpec({ names, description, value, isRepeatable }: CompletedOption): string {
  const text = `[${escaped(description, /[[\]:]/g)}]${value === undefined ? '' : `:value:${action(value)}`}`;
  const excluded = isRepeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names
    .map((name) => shellWord(`${excluded}${name}${value !== undefined && name.startsWith('--') ? '=' : ''}${text}`))
    .join(' ');
}

const argumentSpec = ({ name, value, isVariadic }: CompletedArgument): string =>
  shellWord(`${isVariadic ? '*' : ''}:${name}:${action(value)}`);

function action(value: ValueKind): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'files':
      return value.endings.length === 0 ? '_files' : `_files -g "*.(${value.endings.join('|')})"`;
    case 'dirs':
      return '_files -/';
    case 'ids':
      return '__airssys_ids';
    case 'text':
      return ' ';
  }
}

const escaped = (text: string, characters: RegExp): string => text.replaceAll(characters, String.raw`\$&`);
