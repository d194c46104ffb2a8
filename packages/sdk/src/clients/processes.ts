import { callHost } from '../host-error.ts';
import { hostImport, type RawSpawnOptions } from '../imports.ts';
import { textArgument, u64Argument } from './arguments.ts';
import { ChildProcess, type ProcessOutput } from './child-process.ts';

/** What a process is given, and what it may use. */
export interface ProcessOptions {
  /** All that the process finds in its environment. Each name needs `environment.read:NAME`. Default: nothing. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A directory as the component sees it, which it may read. Default: the host's root directory. */
  readonly cwd?: string | undefined;
  /** Milliseconds until it is killed. */
  readonly timeoutMs?: number | undefined;
  /** Bytes of its output, after which it is killed. */
  readonly maxOutputBytes?: number | undefined;
  /** Bytes of address space, of each process. */
  readonly maxMemoryBytes?: number | undefined;
}

/** What a process is given that runs to its end. */
export interface RunOptions extends ProcessOptions {
  /** What the process reads; text as UTF-8. Default: nothing. */
  readonly input?: Uint8Array | string | undefined;
}

/**
 * Programs of the host (WIT `airssys:ext-process/processes`), by their absolute paths and never through a shell. Needs
 * `@requires('process.spawn:/path')`, for signals `process.signal:…` or `process.kill:…`. All methods throw {@link HostError}:
 * `not-found`, `denied`, `invalid-argument`, `too-many`, `unsupported`, `io-error`. `executable` is the program's absolute
 * path, `args` are what it is called with.
 */
export const processes = {
  /** Starts a program, to be used with `using`: at the end of the block it is killed if it still runs. */
  spawn(executable: string, args: readonly string[] = [], options: ProcessOptions = {}): ChildProcess {
    const path = textArgument(executable, 'processes.spawn(executable)');
    const raw = rawOptions(args, options);
    return ChildProcess.over(callHost('processes', () => hostImport('processes', 'processes').spawn(path, raw)));
  },
  /**
   * Runs a program to its end.
   *
   * @example
   * const { status, stdout } = processes.run('/usr/bin/git', ['rev-parse', 'HEAD'], { cwd: '/repo' });
   */
  run(executable: string, args: readonly string[] = [], { input, ...options }: RunOptions = {}): ProcessOutput {
    using child = processes.spawn(executable, args, options);
    return child.finish(input);
  },
} as const;

function rawOptions(args: readonly string[], options: ProcessOptions): RawSpawnOptions {
  const { env = {}, cwd, timeoutMs, maxOutputBytes, maxMemoryBytes } = options;
  const place = (name: string): string => `processes.spawn(${name})`;
  const whole = (value: number | undefined, name: string) =>
    value === undefined ? undefined : u64Argument(value, place(name));
  return {
    arguments: args.map((one, at) => textArgument(one, place(`args[${at}]`))),
    environment: Object.entries(env).map(([name, value]) => [
      textArgument(name, place('env')),
      textArgument(value, place(`env.${name}`)),
    ]),
    workingDirectory: cwd === undefined ? undefined : textArgument(cwd, place('cwd')),
    limits: {
      timeoutMs: whole(timeoutMs, 'timeoutMs'),
      maxOutputBytes: whole(maxOutputBytes, 'maxOutputBytes'),
      maxMemoryBytes: whole(maxMemoryBytes, 'maxMemoryBytes'),
    },
  };
}
