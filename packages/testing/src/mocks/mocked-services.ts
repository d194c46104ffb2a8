import type { HostService } from '@airssys/host';
import { BUS } from './bus.ts';
import { CLOCK } from './clock.ts';
import { FILES } from './files.ts';
import { MESSAGING } from './messaging.ts';
import type { MockSession } from './mock-session.ts';
import { type MockedService, withMocks } from './mocked-service.ts';
import { RANDOM } from './random.ts';
import { SECRETS } from './secrets.ts';
import { STORAGE } from './storage.ts';

/** What can be mocked, by the WIT interface without its version. (`log` is heard, not replaced: see `withLogMocks`.) */
export const MOCKED: Readonly<Record<string, MockedService>> = {
  'airssys:core/host-services': CLOCK,
  'airssys:core/storage': STORAGE,
  'airssys:core/host-messaging': MESSAGING,
  'airssys:ext-messaging/messaging': BUS,
  'airssys:ext-filesystem/files': FILES,
  'airssys:ext-secrets/secrets': SECRETS,
  'airssys:ext-random/random': RANDOM,
  'wasi:random/random': RANDOM,
};

/** The host's services for one mount, with its mocks in place of some of their functions. */
export function mockedServices(own: readonly HostService[], session: MockSession): readonly HostService[] {
  return own.map((service) => {
    const [name = ''] = service.interface.split('@');
    const described = MOCKED[name];
    return described === undefined ? service : withMocks(service, described, session);
  });
}
