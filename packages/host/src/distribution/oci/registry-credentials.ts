/** Who one is for a registry: from the environment, or as `docker login` has kept it. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AirssysError } from '@airssys/model';

export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

/** Environment variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a hint says of where credentials are looked for. */
export const CREDENTIALS_HINT: string =
  'Credentials are read from AIRSSYS_REGISTRY_HOST, AIRSSYS_REGISTRY_USERNAME and AIRSSYS_REGISTRY_PASSWORD, ' +
  'and from ~/.docker/config.json (`auths`, as `docker login` writes it without a credential helper).';

/** A name by which Docker keeps what is for its own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/**
 * The credentials for one registry, undefined where there are none.
 *
 * INVARIANT: only those that are kept under this registry's name, port included.
 *
 * @throws AirssysError `AIRSSYS_SOURCE_DENIED` where Docker's file is not what it should be.
 */
export async function credentialsFor(registry: string, env: Environment): Promise<RegistryCredentials | undefined> {
  const { AIRSSYS_REGISTRY_HOST: host, AIRSSYS_REGISTRY_USERNAME: username, AIRSSYS_REGISTRY_PASSWORD: password } = env;
  if (host === registry && username !== undefined && password !== undefined) return { username, password };
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker');
  const path = join(folder, 'config.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined; // not everybody has one
  }
  const auths = memberOf(parse(text, path), 'auths');
  const names = [
    registry,
    `https://${registry}`,
    `https://${registry}/`,
    ...(registry === 'docker.io' ? [DOCKER_HUB] : []),
  ];
  const entry = names.map((name) => memberOf(auths, name)).find((one) => one !== undefined);
  return entry === undefined ? undefined : decode(entry);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its words could show a piece of what is in there.
    throw new AirssysError('AIRSSYS_SOURCE_DENIED', `${path} is not JSON`, { hint: CREDENTIALS_HINT, data: { path } });
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name] // an object's own member
    : undefined;
}

function decode(entry: unknown): RegistryCredentials | undefined {
  const [username, password, auth] = ['username', 'password', 'auth'].map((name) => memberOf(entry, name));
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  if (typeof auth !== 'string') return undefined; // a credential helper has it
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? undefined : { username: text.slice(0, at), password: text.slice(at + 1) };
}
