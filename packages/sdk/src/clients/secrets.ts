import { callHost } from '../host-error.ts';
import { hostImport } from '../imports.ts';
import { textArgument } from './arguments.ts';

/**
 * Secrets that the host keeps (WIT `airssys:ext-secrets/secrets`). Needs `@requires('secrets.read:NAME')`. What the component
 * writes to its log is cleared of the values that it was given.
 */
export const secrets = {
  /** The secret's value. Throws {@link HostError}: `not-found`, `denied`, `unavailable`. `name` is what the operator calls it. */
  get(name: string): string {
    return callHost('secrets', () => hostImport('secrets', 'secrets').get(textArgument(name, 'secrets.get(name)')));
  },
} as const;
