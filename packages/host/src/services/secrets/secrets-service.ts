/** WIT `airssys:ext-secrets/secrets@1.0.0`. */
import type { AccessRequest } from '../../capabilities/capability-set.ts';
import { type HostCall, type HostService, WitError } from '../host-service.ts';
import type { SecretProvider } from './secret-provider.ts';

/** Names that every provider can take for a file's or a variable's. */
const NAME = /^(?!.*\.\.)(?!.*\/\/)[A-Za-z0-9_][A-Za-z0-9_./-]{0,255}(?<!\/)$/;

export function secretsService(provider: SecretProvider): HostService {
  return {
    interface: 'airssys:ext-secrets/secrets@1.0.0',
    waiting: {
      get: {
        access: (_caller: unknown, name: string): AccessRequest => ({
          area: 'secrets',
          action: 'read',
          resource: name,
        }),
        denied: ({ resource }) => new WitError('denied', resource.slice(0, 256)),
        call: async (call: HostCall, name: string) => {
          // A grant of all (`*`) covers what is no name, too.
          if (!NAME.test(name)) throw new WitError('not-found', name.slice(0, 256));
          const value = await ask(provider, name, call);
          if (value === undefined) throw new WitError('not-found', name);
          call.conceal(value);
          return value;
        },
      },
    },
  };
}

/** INVARIANT: nothing that a provider throws reaches the component, the log or the audit: its text may hold what it keeps. */
async function ask(provider: SecretProvider, name: string, call: HostCall): Promise<string | undefined> {
  try {
    const { componentId, version } = call;
    return await provider.get(name, { componentId, version });
  } catch {
    throw new WitError('unavailable', name);
  }
}
