import type { Clock, LogSink } from '@airssys/host';
import type { MockSession } from './mock-session.ts';

/** A log that the mocks hear too, with the times of the component's clock. */
export function withLogMocks(sink: LogSink, clock: Clock, session: MockSession): LogSink {
  const mocks = session.functionsOf('log', ['trace', 'debug', 'info', 'warn', 'error']);
  return (entry) => {
    sink({ ...entry, timeMs: clock.nowMs() });
    const mock = mocks.get(entry.level);
    if (mock?.isTold() === true) mock.call(entry.message, Object.fromEntries(entry.context));
  };
}
