/** `console`, which goes to the host's log. */
import { log, type LogLevel } from '../../clients/log.ts';
import { state } from '../state.ts';

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

installConsole();
