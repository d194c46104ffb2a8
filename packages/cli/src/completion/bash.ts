/** Completion for bash, from 3.2 on, as macOS has it. It needs no bash-completion. */
import { allNodes, type CommandNode, type ValueKind } from './command-tree.ts';
import { LIST_IDS, shellWord } from './quote.ts';

export function bashScript(root: CommandNode): string {
  const nodes = allNodes(root);
  return `# Completion of airssys for bash. To have it in every shell: airssys completion bash >> ~/.bash_completion

# By a command's path: its commands and options.
__airssys_words() {
  case "$1" in
${nodes.map((node) => `    ${pathWord(node)}) echo ${shellWord(wordsOf(node).join(' '))} ;;`).join('\n')}
  esac
}

# By a command's path and an option that takes a value: what the value is.
__airssys_value() {
  case "$1" in
${nodes.flatMap(valueCases).join('\n')}
  esac
}

# By a command's path and the number of an argument: what it is.
__airssys_argument() {
  case "$1" in
${nodes.flatMap(argumentCases).join('\n')}
  esac
}

__airssys_paths() {
  local path ending
  while IFS= read -r path; do
    if [[ -d $path ]]; then
      COMPREPLY+=("$path/")
    elif [[ $# -eq 0 ]]; then
      COMPREPLY+=("$path")
    else
      for ending in "$@"; do [[ $path == *."$ending" ]] && COMPREPLY+=("$path"); done
    fi
  done < <(compgen -f -- "$current")
}

# What begins as the word under the cursor does, of the kind that is told.
__airssys_reply() {
  local kind="$1"
  shift
  case "$kind" in
    words) COMPREPLY=($(compgen -W "$*" -- "$current")) ;;
    files) __airssys_paths "$@" ;;
    dirs) COMPREPLY=($(compgen -d -S / -- "$current")) ;;
    ids) COMPREPLY=($(compgen -W "$(${LIST_IDS})" -- "$current")) ;;
  esac
}

_airssys() {
  COMPREPLY=()
  # Bash has split the line at : and = besides.
  local line="\${COMP_LINE:0:COMP_POINT}" current path= option= kind= word at
  local -a words
  local -i arguments=0
  read -r -a words <<< "$line"
  current="\${words[\${#words[@]}-1]}"
  if [[ $line == *[[:space:]] ]]; then current=; else unset "words[\${#words[@]}-1]"; fi
  for word in "\${words[@]:1}"; do
    if [[ -n $option ]]; then
      option=
    elif [[ $word == -* ]]; then
      [[ -n $(__airssys_value "$path $word") ]] && option="$word"
    elif [[ " $(__airssys_words "$path") " == *" $word "* && arguments -eq 0 ]]; then
      path="\${path:+$path }$word"
    else
      arguments+=1
    fi
  done
  local glued=
  if [[ -z $option && $current == --*=* ]]; then
    option="\${current%%=*}"
    glued="$option="
    current="\${current#*=}"
  fi
  if [[ -n $option ]]; then
    kind="$(__airssys_value "$path $option")"
  elif [[ $current != -* ]]; then
    kind="$(__airssys_argument "$path $arguments")"
  fi
  if [[ -z $kind && -z $option ]]; then
    kind="words $(__airssys_words "$path")"
    [[ $current != -* ]] && kind="words $(__airssys_words "$path" | command tr ' ' '\\n' | command grep -v '^-' | command tr '\\n' ' ')"
  fi
  __airssys_reply $kind
  # Bash puts back what it has split off.
  if [[ -n $glued && $COMP_WORDBREAKS != *=* ]]; then COMPREPLY=("\${COMPREPLY[@]/#/$glued}"); fi
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    word="\${current%"\${current##*:}"}"
    for at in "\${!COMPREPLY[@]}"; do COMPREPLY[at]="\${COMPREPLY[at]#"$word"}"; done
  fi
  # A directory goes on.
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
  return 0
}

complete -F _airssys airssys
`;
}

const pathWord = ({ path }: CommandNode): string => shellWord(path.join(' '));

const wordsOf = ({ commands, options }: CommandNode): readonly string[] => [
  ...commands.map(({ path }) => path.at(-1) ?? ''),
  ...options.flatMap(({ names }) => names),
];

const valueCases = ({ path, options }: CommandNode): readonly string[] =>
  options.flatMap(({ names, value }) =>
    value === undefined
      ? []
      : [`    ${names.map((name) => shellWord(`${path.join(' ')} ${name}`)).join(' | ')}) echo ${kindWord(value)} ;;`],
  );

const argumentCases = ({ path, args }: CommandNode): readonly string[] =>
  args.map(({ value, isVariadic }, at) => {
    // A variadic argument is the last one.
    const pattern = isVariadic ? `${shellWord(`${path.join(' ')} `)}*` : shellWord(`${path.join(' ')} ${at}`);
    return `    ${pattern}) echo ${kindWord(value)} ;;`;
  });

function kindWord(value: ValueKind): string {
  const more = value.kind === 'words' ? value.words : value.kind === 'files' ? value.endings : [];
  return shellWord([value.kind, ...more].join(' '));
}
