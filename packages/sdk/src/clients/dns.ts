import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { textArgument } from './arguments.ts';

/**
 * Look-ups of names (WIT `airssys:ext-network/dns`). Needs `@requires('network.resolve:example.com')`, or an outbound grant for
 * the name. Throws {@link HostError}: `name-not-found`, `denied`, `timeout`.
 */
export const dns = {
  /** The addresses of a name, in the order of preference: `93.184.216.34`, `2606:4700::1111`. */
  resolve(name: string): readonly string[] {
    return callHost('dns', () => hostImport('dns', 'dns').resolve(textArgument(name, 'dns.resolve(name)')));
  },
} as const;
