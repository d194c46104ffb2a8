/** Puts mocks in the place of a service's functions: values between the author's world and the host's, errors likewise. */
import { type AccessRequest, type HostCall, type HostFunction, type HostService, WitError } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import type { MockSession } from './mock-session.ts';
import type { Mocks } from './mocks.ts';

/** How one function of a mock stands for one of the host. */
export interface MockedFunction {
  /** The host's functions that it stands for. */
  readonly targets: readonly string[];
  /** What the host's function demands of the gate besides its `access`, by the host's arguments. Default: nothing. */
  readonly demands?: (args: readonly unknown[]) => readonly AccessRequest[];
  /** Whether what it answers is kept out of log and audit. Default false. */
  readonly conceals?: boolean;
  /** From the host's arguments to the author's. Default: as they are. */
  readonly toArgs?: (args: readonly unknown[]) => readonly unknown[];
  /**
   * From the mock's answer to the host's; undefined stands for a function that answers nothing. `args` are the host's. Throws
   * {@link Unfit}.
   */
  readonly toResult?: (answer: unknown, args: readonly unknown[]) => unknown;
}

export interface MockedService {
  readonly service: keyof Mocks;
  /** By the mock's name. */
  readonly functions: Readonly<Record<string, MockedFunction>>;
  /** The cases of the interface's error variant, and what each carries: the text of the error, or something of the arguments. */
  readonly errors: Readonly<Record<string, (detail: string, args: readonly unknown[]) => unknown>>;
}

/** An answer that is not of the type that it should be. */
export class Unfit extends Error {}

/** The service with mocks in place of some of its functions. */
export function withMocks(real: HostService, described: MockedService, session: MockSession): HostService {
  const { service, functions } = described;
  const mocks = session.functionsOf(service, Object.keys(functions));
  const immediate: Record<string, HostFunction> = { ...real.immediate };
  const waiting: Record<string, HostFunction> = { ...real.waiting };
  for (const [name, mock] of mocks) {
    const how = functions[name];
    if (how === undefined) continue;
    for (const target of how.targets) {
      const group = target in waiting ? waiting : immediate;
      const answer = group === waiting ? answerLater : answerAtOnce;
      const host = group[target];
      const byMock = session.allows(service, name);
      const allows = (access: AccessRequest): string | undefined =>
        host?.allows?.(access) ?? (mock.isTold() ? byMock(access) : undefined);
      group[target] = {
        ...host,
        allows,
        call: (call: HostCall, ...args: readonly unknown[]) => {
          if (!mock.isTold() && host !== undefined) return Reflect.apply(host.call, undefined, [call, ...args]);
          // What the gate throws is not the mock's failure: it passes as it is.
          for (const access of how.demands?.(args) ?? []) if (allows(access) === undefined) call.demand(access);
          const answered = answer({ described, name, how, args }, () => mock.call(...(how.toArgs?.(args) ?? args)));
          return how.conceals === true ? concealed(call, answered) : answered;
        },
      };
    }
  }
  return { ...real, immediate, waiting };
}

async function concealed(call: HostCall, answer: unknown): Promise<unknown> {
  const value = await answer;
  if (typeof value === 'string') call.conceal(value);
  return value;
}

interface MockInvocation {
  readonly described: MockedService;
  readonly name: string;
  readonly how: MockedFunction;
  readonly args: readonly unknown[];
}

async function answerLater(invocation: MockInvocation, call: () => unknown): Promise<unknown> {
  try {
    const answer = await call();
    return invocation.how.toResult?.(answer, invocation.args);
  } catch (error) {
    throw toHostFailure(error, invocation);
  }
}

function answerAtOnce(invocation: MockInvocation, call: () => unknown): unknown {
  try {
    const answer = call();
    if (answer instanceof Promise) throw new Unfit('returned a promise, where the host answers at once');
    return invocation.how.toResult?.(answer, invocation.args);
  } catch (error) {
    throw toHostFailure(error, invocation);
  }
}

/** What the guest is told as a value, and what ends the call because the mock itself is wrong. */
function toHostFailure(error: unknown, { described, name, args }: MockInvocation): Error {
  if (error instanceof WitError) return error;
  const { service, errors } = described;
  const mock = `The mock ${service}.${name}`;
  if (error instanceof Unfit) return new AirssysError('AIRSSYS_TEST_MOUNT', `${mock} ${error.message}`);
  const code = codeOf(error);
  const payload = code === undefined || !Object.hasOwn(errors, code) ? undefined : errors[code];
  if (code !== undefined && payload) {
    const value = payload(detailOf(error, service, code), args);
    return value === undefined ? new WitError(code) : new WitError(code, value);
  }
  const cases = Object.keys(errors).join(', ');
  return new AirssysError('AIRSSYS_TEST_MOUNT', `${mock} threw ${String(error)}`, {
    hint:
      cases === ''
        ? 'This function cannot fail.'
        : `To fail as the host does, throw an error with one of the codes ${cases}.`,
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The error's own words. A `HostError` begins its message with service and code, which the guest's will do again. */
function detailOf(error: unknown, service: string, code: string): string {
  const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined;
  if (typeof message !== 'string') return '';
  const head = `${service}: ${code}`;
  return message.startsWith(head) ? message.slice(head.length).replace(/^: /, '') : message;
}
