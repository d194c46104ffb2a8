/** The far side: one instance in an inline sandbox of its own, whose host functions ask the host's gate. */
import { isAirssysError, toCamelCase } from '@airssys/model';
import { Engine } from '../engine/engine.ts';
import type { ActiveCall } from '../sandbox/active-call.ts';
import { DeadlineTimer } from '../sandbox/deadline-timer.ts';
import { InlineSandbox } from '../sandbox/inline-sandbox.ts';
import { TrapError } from '../sandbox/trap.ts';
import { LimitWatch } from '../telemetry/limit-watch.ts';
import type { AnswerMessage, CallMessage, FromRemote, PlainError, StartMessage, ToRemote } from './messages.ts';

type Answer = AnswerMessage['answer'];

/** Answers what receives the host's messages. `post` sends to the host. */
export function serveInstance(post: (message: FromRemote) => void): (message: ToRemote) => Promise<void> {
  let sandbox: InlineSandbox | undefined;
  const questions = new Questions(post);
  const run = async (message: StartMessage | CallMessage): Promise<FromRemote> => {
    if (message.kind === 'start') {
      sandbox = await start(message, questions, post);
      return { kind: 'started', exports: sandbox.exportedFunctions, usage: sandbox.usage };
    }
    if (sandbox === undefined) throw new Error('the instance was called before it was made');
    const { fn, operation, args, taken, timeoutMs, maxFuel, isStartUp } = message;
    const options = isStartUp ? { startupTimeoutMs: timeoutMs, maxFuel } : { timeoutMs, maxFuel };
    return { kind: 'returned', outcome: await sandbox.call(fn, operation, args, options, taken) };
  };
  return async (message) => {
    if (message.kind === 'answer') return questions.answer(message);
    try {
      post(await run(message));
    } catch (error) {
      post(failure(error));
    }
  };
}

async function start(
  message: StartMessage,
  questions: Questions,
  post: (message: FromRemote) => void,
): Promise<InlineSandbox> {
  const { bytes, name, cacheDir, cacheMaxBytes, metering, imports, limits, limitEventAt } = message;
  const engine = new Engine({ cacheDir, cacheMaxBytes, metering, suspendingImports: imports });
  return await InlineSandbox.create({
    id: 0,
    component: await engine.compile(bytes, name),
    limits,
    deadlines: new DeadlineTimer(),
    maxConcurrentCalls: 1,
    gate: (current) => proxies(imports, questions, current),
    watch:
      limitEventAt === undefined
        ? undefined
        : new LimitWatch(limitEventAt, ({ limit, used, maximum }) =>
            post({ kind: 'limit-approached', limit, used, maximum }),
          ),
  });
}

type Imports = Readonly<Record<string, Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>>;

/** Functions in the gate's place that ask the host, by interface name without version. */
function proxies(imports: readonly string[], questions: Questions, current: () => ActiveCall | undefined): Imports {
  const found: Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>> = Object.create(null);
  for (const one of imports) {
    const [full = '', kebab = ''] = one.split('#');
    const [interfaceName = full] = full.split('@');
    const name = toCamelCase(kebab);
    const functions = (found[interfaceName] ??= Object.create(null));
    functions[name] = async (...args) => {
      const call = current();
      // INVARIANT: outside of a call nothing of the host is reachable. The host's gate holds to it as well.
      if (call === undefined || call.isEnded) throw new Error(`${one} was called when no call was running`);
      call.hostCalls += 1;
      const answer = await questions.ask(interfaceName, name, args);
      if (answer.ok) return answer.value;
      throw Object.assign(new Error(answer.message), 'payload' in answer && { payload: answer.payload });
    };
  }
  return found;
}

/** The host calls that wait for their answers. */
class Questions {
  readonly #post: (message: FromRemote) => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(post: (message: FromRemote) => void) {
    this.#post = post;
  }

  async ask(interfaceName: string, name: string, args: readonly unknown[]): Promise<Answer> {
    const id = (this.#asked += 1);
    return await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#post({ kind: 'host-call', id, interface: interfaceName, name, args });
    });
  }

  answer({ id, answer }: AnswerMessage): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

function failure(error: unknown): FromRemote {
  if (!(error instanceof TrapError)) return { kind: 'failed', error: plainError(error) };
  const { kind, message, usage } = error;
  // The author's frames are made on the host's side, which is told of the guest's errors.
  const frames = error.frames.filter((frame) => frame.kind === 'wasm');
  return { kind: 'trapped', trap: { kind, message, usage, frames } };
}

function plainError(error: unknown): PlainError {
  if (!isAirssysError(error)) {
    return {
      code: undefined,
      message: error instanceof Error ? error.message : String(error),
      hint: undefined,
      data: {},
    };
  }
  const { code, message, hint, data } = error;
  return { code, message, hint, data };
}
