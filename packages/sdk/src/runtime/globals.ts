/**
 * Makes the globals of both engines mean the same. An engine without host features answers `Date.now()` with the moment
 * of the build (StarlingMonkey) or traps (QuickJS), and `Math.random()` repeats itself in every instance. So both go to
 * the host, under the capabilities `clock` and `random`, and `console` goes to the host's log. `Promise` and timers are the
 * runtime's own, since a call has to see them through to the end (see promise/).
 *
 * This module is evaluated before the author's, so that its top level meets these globals too.
 */
import { log, type LogLevel } from '../clients/log.ts';
import { clock } from '../clients/clock.ts';
import { random } from '../clients/random.ts';
import { bytesOf, type DecodeOptions, decodeUtf8, type EncodedInto, encodeUtf8, encodeUtf8Into } from '../text.ts';
import { enqueueJob } from './promise/jobs.ts';
import { OwnPromise } from './promise/promise.ts';
import { addTimer, removeTimer } from './promise/timers.ts';
import { state } from './state.ts';

/** Refuses what would be frozen into the snapshot, or was not asked for. */
function demand(what: string, permission: string): void {
  if (!state.started) {
    throw new Error(
      `${what} was called while the component was being built, which would freeze its value. Call it inside of an operation.`,
    );
  }
  if (!state.permissions.has(permission)) {
    throw new Error(`${what} needs the capability '${permission}': add @requires('${permission}') to the component.`);
  }
}

function installClock(): void {
  const NativeDate = globalThis.Date;
  const now = (): number => {
    demand('The current time', 'clock');
    return clock.nowMs();
  };
  const HostDate = new Proxy(NativeDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new NativeDate(now()).toString(),
  });
  NativeDate.now = now;
  NativeDate.prototype.constructor = HostDate;
  globalThis.Date = HostDate;
}

function installRandom(): void {
  Math.random = () => {
    demand('Math.random()', 'random');
    return random.number();
  };
}

/** One argument of `console.log` as text. */
function render(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ? `${value.name}: ${value.message}\n${value.stack}` : String(value);
  try {
    return (
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value)
    );
  } catch {
    return String(value);
  }
}

function installConsole(): void {
  const at =
    (level: LogLevel) =>
    (...values: readonly unknown[]): void => {
      if (state.started) log[level](values.map(render).join(' '));
    };
  const methods = {
    trace: at('trace'),
    debug: at('debug'),
    log: at('info'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
  Reflect.set(globalThis, 'console', { ...Reflect.get(globalThis, 'console'), ...methods });
}

/** For an engine that has neither. As the Encoding Standard has them, but for UTF-8 only and not in pieces. */
function installText(): void {
  if (Reflect.get(globalThis, 'TextEncoder') === undefined) {
    class TextEncoder {
      readonly encoding: string = 'utf-8';
      encode(text: unknown = ''): Uint8Array {
        return encodeUtf8(String(text));
      }
      encodeInto(text: unknown, bytes: unknown): EncodedInto {
        if (!(bytes instanceof Uint8Array)) throw new TypeError('TextEncoder.encodeInto writes into a Uint8Array');
        return encodeUtf8Into(String(text), bytes);
      }
    }
    Reflect.set(globalThis, 'TextEncoder', TextEncoder);
  }
  if (Reflect.get(globalThis, 'TextDecoder') === undefined) {
    class TextDecoder {
      readonly encoding: string = 'utf-8';
      readonly fatal: boolean;
      readonly ignoreBOM: boolean;
      constructor(label: unknown = 'utf-8', options?: DecodeOptions) {
        if (!/^\s*utf-?8\s*$/i.test(String(label))) {
          throw new RangeError(`TextDecoder knows UTF-8 only here, not '${String(label)}'`);
        }
        this.fatal = Boolean(options?.fatal);
        this.ignoreBOM = Boolean(options?.ignoreBOM);
      }
      decode(source?: unknown, options?: { readonly stream?: boolean }): string {
        if (options?.stream) {
          throw new TypeError('TextDecoder cannot decode a stream here: join the pieces, and decode them as a whole');
        }
        return decodeUtf8(bytesOf(source), this);
      }
    }
    Reflect.set(globalThis, 'TextDecoder', TextDecoder);
  }
}

/** A function, with a message for everything else. `what` is who takes it. */
function demandFunction(what: string, value: unknown): asserts value is (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw new TypeError(`${what} takes a function, not ${typeof value}`);
}

function installPromise(): void {
  const queueMicrotask = (callback: unknown): void => {
    demandFunction('queueMicrotask', callback);
    enqueueJob(() => void callback());
  };
  Reflect.set(globalThis, 'Promise', OwnPromise);
  Reflect.set(globalThis, 'queueMicrotask', queueMicrotask);
}

/**
 * What the engines have besides and that goes by their own promises, which never settle here. `Array.fromAsync` is made anew;
 * `AsyncDisposableStack` is taken away, so that programs that look for it find that it is not there (`await using` is lowered).
 */
function replaceNativeWaiting(): void {
  const fromAsync = async (
    items: AsyncIterable<unknown> | Iterable<unknown> | ArrayLike<unknown>,
    change: (item: unknown, index: number) => unknown = (item) => item,
  ): Promise<unknown[]> => {
    const isIterable = Symbol.asyncIterator in Object(items) || Symbol.iterator in Object(items);
    const found: unknown[] = [];
    // `for await` takes what is iterable in either way; the rest is array-like.
    for await (const item of (isIterable ? items : Array.from(items as ArrayLike<unknown>)) as AsyncIterable<unknown>) {
      found.push(await change(item, found.length));
    }
    return found;
  };
  Object.defineProperty(Array, 'fromAsync', { value: fromAsync, writable: true, configurable: true });
  Reflect.deleteProperty(globalThis, 'AsyncDisposableStack');
}

function installTimers(): void {
  const timer =
    (name: string, isRepeated: boolean) =>
    (callback: unknown, delay?: unknown, ...args: readonly unknown[]): number => {
      demandFunction(name, callback);
      demand(`${name}()`, 'clock');
      return addTimer(() => void callback(...args), delay, isRepeated);
    };
  Reflect.set(globalThis, 'setTimeout', timer('setTimeout', false));
  Reflect.set(globalThis, 'setInterval', timer('setInterval', true));
  Reflect.set(globalThis, 'clearTimeout', removeTimer);
  Reflect.set(globalThis, 'clearInterval', removeTimer);
}

installPromise();
replaceNativeWaiting();
installTimers();
installClock();
installRandom();
installConsole();
installText();
