/** A real `airssys host` in a process of its own, and the commands that operate it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { airssys, BIN, childEnv, type CommandOptions, type Outcome } from './command.ts';

/** A document that the host prints with `--json`. */
export type HostLine = Readonly<Record<string, unknown>>;

export class HostProcess implements AsyncDisposable {
  /** Short: a socket's path has at most 103 bytes. */
  readonly dataDir: string = mkdtempSync(join(tmpdir(), 'airssys-host-'));
  /** What it has printed. */
  lines: HostLine[] = [];
  #child: ChildProcess | undefined;

  /** Resolves when it can be operated. */
  async start(...args: readonly string[]): Promise<this> {
    const child = spawn(process.execPath, [BIN, 'host', '--data', this.dataDir, '--json', ...args], {
      env: childEnv(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.lines = [];
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${JSON.stringify(this.lines)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const document = JSON.parse(line) as HostLine;
        this.lines.push(document);
        if ('socket' in document) resolve();
      });
    });
    return this;
  }

  /** Ends it by a signal, and answers its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    child.removeAllListeners('exit');
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  async run(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
    const [command = '', ...rest] = args;
    return await airssys([command, '--data', this.dataDir, ...rest], options);
  }

  /** The document of a command that ended well. */
  async json(...args: readonly string[]): Promise<unknown> {
    const [command = '', ...rest] = args;
    const { code, stdout, stderr } = await this.run([command, '--json', ...rest]);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
