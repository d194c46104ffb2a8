/** `Date` by the host's clock. */
import { clock } from '../../clients/clock.ts';
import { demand } from './demand.ts';

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

installClock();
