import type { HostService, InstanceSurroundings } from '@airssys/host';

const MESSAGING = 'airssys:ext-messaging/messaging@1.0.0';

/** When a component crashes: before it has published something, or afterwards. Undefined: not this time. */
export type Crash = 'before' | 'after' | undefined;

/** What an instance is given so that it crashes where it publishes. */
export function crashing(when: (topic: string) => Crash): InstanceSurroundings {
  return { services: (own) => own.filter((one) => one.interface === MESSAGING).map((one) => withCrashes(one, when)) };
}

function withCrashes(service: HostService, when: (topic: string) => Crash): HostService {
  const { publish, ...others } = service.waiting ?? {};
  if (publish === undefined) throw new Error(`${MESSAGING} can publish`);
  const call = async (...args: Parameters<typeof publish.call>): Promise<unknown> => {
    const crash = when(String(args[1]));
    if (crash === 'before') throw new Error('crashed before it was published');
    const answer: unknown = await publish.call(...args);
    if (crash === 'after') throw new Error('crashed after it was published');
    return answer;
  };
  return { ...service, waiting: { ...others, publish: { ...publish, call } } };
}
