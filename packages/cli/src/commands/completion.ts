/** `airssys completion`: a script that completes the words of commands in a shell. */
import type { Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { type CommandNode, commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { painter } from '../report/paint.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

export interface CompletionFlags {
  readonly json?: boolean;
}

interface ShellSupport {
  readonly script: (root: CommandNode) => string;
  /** What makes every new shell have it. */
  readonly install: string;
}

const SUPPORT: Readonly<Record<Shell, ShellSupport>> = {
  bash: { script: bashScript, install: 'airssys completion bash >> ~/.bash_completion' },
  zsh: {
    script: zshScript,
    install:
      "mkdir -p ~/.zfunc && airssys completion zsh > ~/.zfunc/_airssys, with 'fpath+=~/.zfunc' before compinit in ~/.zshrc",
  },
  fish: { script: fishScript, install: 'airssys completion fish > ~/.config/fish/completions/airssys.fish' },
};

/** Prints the script on stdout, and how to install it on stderr where somebody is looking. */
export function completion(io: CommandIo, program: Command, shell: Shell, { json }: CompletionFlags): ExitCode {
  const { script, install } = SUPPORT[shell];
  const text = script(commandTree(program));
  if (json) {
    printJson(io, { shell, install, script: text });
    return EXIT.ok;
  }
  io.stdout.write(text);
  if (io.stdout.isTerminal) {
    io.stderr.write(`\n${painter(io, io.stderr).green('hint:')} To have it in every new shell: ${install}\n`);
  }
  return EXIT.ok;
}
