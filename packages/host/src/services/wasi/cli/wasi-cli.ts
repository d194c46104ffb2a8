/**
 * WIT `wasi:cli` (0.2) of one instance: what a program is started with, and its exit. There is never a terminal.
 *
 * Arguments and standard streams are the program's because whoever made the instance gave them to it; the environment's
 * variables are granted one by one.
 */
import { GuestExit } from '../../../sandbox/guest-exit.ts';
import { GuestResource } from '../../guest-resource.ts';
import { GuestFault, type HostCall, type HostService } from '../../host-service.ts';
import { resourceService } from '../../resource-service.ts';
import { InputStream } from '../io/input-stream.ts';
import { OutputStream } from '../io/output-stream.ts';
import { WASI, type WasiIo } from '../io/wasi-io.ts';
import { checkArguments, outputSink, type ProgramIo, stdinSource } from './program-io.ts';

export interface WasiCliOptions extends ProgramIo {
  /** The variables that there are. The component sees those that it is granted. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Of which no instance is ever made. */
class Terminal {
  readonly kind = 'terminal';
}

/** @throws AirssysError `AIRSSYS_CONFIG_INVALID` for arguments that cannot be. */
export function wasiCli(options: WasiCliOptions, io: WasiIo): readonly HostService[] {
  const { env = {}, stdin, stdout, stderr } = options;
  const args = checkArguments(options.args);
  const input = new InputStream(stdinSource(stdin));
  const outputs = { stdout: new OutputStream(outputSink(stdout)), stderr: new OutputStream(outputSink(stderr)) };
  // They are the program's whatever handles of them it drops, and end with it.
  io.inputs.keep(input);
  for (const one of Object.values(outputs)) io.outputs.keep(one);

  const drained = async (signal: AbortSignal): Promise<void> => {
    const each = Object.values(outputs).map(async (one) => await one.drained(signal));
    await Promise.all([...each, io.drained(signal)]);
  };
  const exit = async ({ signal }: HostCall, exitCode: number): Promise<never> => {
    await drained(signal);
    const cause = new GuestExit(exitCode);
    throw new GuestFault('exit', `The component ended itself with exit code ${exitCode}`, { cause });
  };
  const environment: HostService = {
    interface: `wasi:cli/environment@${WASI}`,
    immediate: {
      getEnvironment: { call: (call: HostCall) => Object.entries(env).filter(([name]) => isGranted(call, name)) },
      getArguments: { call: () => [...args] },
      initialCwd: { call: () => undefined },
    },
  };
  const exiting: HostService = {
    interface: `wasi:cli/exit@${WASI}`,
    settle: drained,
    waiting: {
      exit: {
        call: async (call: HostCall, { tag }: { readonly tag: 'ok' | 'err' }) => await exit(call, tag === 'ok' ? 0 : 1),
      },
      exitWithCode: { call: async (call: HostCall, exitCode: number) => await exit(call, exitCode) },
    },
  };
  const streams: readonly HostService[] = [
    { interface: `wasi:cli/stdin@${WASI}`, immediate: { getStdin: { call: () => io.inputs.give(input) } } },
    {
      interface: `wasi:cli/stdout@${WASI}`,
      immediate: { getStdout: { call: () => io.outputs.give(outputs.stdout) } },
    },
    {
      interface: `wasi:cli/stderr@${WASI}`,
      immediate: { getStderr: { call: () => io.outputs.give(outputs.stderr) } },
    },
  ];
  const none = { call: () => undefined };
  const terminals: readonly HostService[] = [
    resourceService({
      interface: `wasi:cli/terminal-input@${WASI}`,
      resources: [new GuestResource('terminal-input', Terminal)],
    }),
    resourceService({
      interface: `wasi:cli/terminal-output@${WASI}`,
      resources: [new GuestResource('terminal-output', Terminal)],
    }),
    { interface: `wasi:cli/terminal-stdin@${WASI}`, immediate: { getTerminalStdin: none } },
    { interface: `wasi:cli/terminal-stdout@${WASI}`, immediate: { getTerminalStdout: none } },
    { interface: `wasi:cli/terminal-stderr@${WASI}`, immediate: { getTerminalStderr: none } },
  ];
  return [environment, exiting, ...streams, ...terminals];
}

/** INVARIANT: a variable that is not granted is not there; that it was left out is in the audit log. */
function isGranted(call: HostCall, name: string): boolean {
  try {
    call.demand({ area: 'environment', action: 'read', resource: name });
    return true;
  } catch {
    return false; // the gate's refusal, which is all that it throws
  }
}
