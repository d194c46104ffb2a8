import type { SecretProvider } from './secret-provider.ts';

/**
 * Secrets from the host's environment variables, those whose names begin with a prefix: with `AIRSSYS_SECRET_`, the secret
 * `DB_PASSWORD` is the variable `AIRSSYS_SECRET_DB_PASSWORD`. They are read when they are asked for.
 *
 * @param prefix At least one character, so that no component can ask for `HOME`. Default `AIRSSYS_SECRET_`.
 * @throws TypeError for an empty prefix.
 */
export function environmentSecrets(
  prefix: string = 'AIRSSYS_SECRET_',
  environment: Readonly<Record<string, string | undefined>> = process.env,
): SecretProvider {
  if (prefix === '') throw new TypeError('the prefix of secrets in the environment cannot be empty');
  return {
    get(name) {
      const variable = prefix + name;
      return Object.hasOwn(environment, variable) ? environment[variable] : undefined;
    },
  };
}
