/** What real shells reply when a line is completed with the command's own script. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (shell: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string => {
  const { status, stdout, stderr, error } = spawnSync(shell, args, { cwd, env, encoding: 'utf8', timeout: 50_000 });
  if (status !== 0) throw new Error(`${shell} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
};

export interface ShellSetting {
  /** Path of the command's script. */
  readonly script: string;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

export const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

const sorted = (text: string): readonly string[] => [...new Set(text.split('\n').filter((line) => line !== ''))].sort();

/** The line as readline hands it on: split at spaces, and at what `COMP_WORDBREAKS` names. */
const BASH = String.raw`
source "$1"
COMP_LINE="$2"
COMP_POINT=${'$'}{#COMP_LINE}
IFS=' ' read -r -a COMP_WORDS <<< "$(sed -E 's/([:=])/ \1 /g' <<< "$COMP_LINE")"
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${'$'}{#COMP_WORDS[@]} - 1))
$(complete -p airssys | sed -E 's/.*-F ([^ ]+).*/\1/') airssys
printf '%s\n' "${'$'}{COMPREPLY[@]}"`;

export function completeInBash(line: string, { script, cwd, env = process.env }: ShellSetting): readonly string[] {
  return sorted(run('bash', ['--norc', '-c', BASH, 'bash', script, line], cwd, env));
}

/** What an interactive zsh reads first: offers are written to a file, and Ctrl-X ends it. */
const ZSH_SETUP = String.raw`
autoload -Uz compinit; compinit -u -D
source "$script"
compadd() {
  # What only fills arrays offers nothing.
  if [[ ${'$'}{@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a offered
  builtin compadd -A offered "$@"
  (( $#offered )) && print -rl -- $offered >> "$found"
  builtin compadd "$@"
}
leave() { print -- END >> "$found"; exit }
zle -N leave; bindkey '^X' leave
PS1='[ready]'`;

/** Types the line, Tab and Ctrl-X into such a zsh, in a terminal of zsh's own making. */
const ZSH = String.raw`
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'source "$setup"'
zpty -r shell output '*\[ready\]*' || exit 1
zpty -w -n shell "$line"$'\t\x18'
while zpty -r shell output 2>/dev/null; do :; done
exit 0`;

export function completeInZsh(line: string, { script, cwd, env = process.env }: ShellSetting): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-zsh-'));
  try {
    const [setup, found] = [join(dir, 'setup'), join(dir, 'found')];
    writeFileSync(setup, ZSH_SETUP);
    run('zsh', ['-f', '-c', ZSH], cwd, { ...env, script, setup, found, line, TERM: 'dumb' });
    const offered = sorted(readFileSync(found, 'utf8'));
    if (!offered.includes('END')) throw new Error(`zsh did not come to the end of '${line}'`);
    return offered.filter((one) => one !== 'END');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export function completeInFish(line: string, { script, cwd, env = process.env }: ShellSetting): readonly string[] {
  const told = run('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script, line], cwd, env);
  // Descriptions follow a tab.
  return sorted(told.replaceAll(/\t.*/g, ''));
}
