/** Timers of the runtime's own, which a call waits for where it waits for a promise. */
import { addTimer, removeTimer } from '../promise/timers.ts';
import { demand, demandFunction } from './demand.ts';

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

installTimers();
