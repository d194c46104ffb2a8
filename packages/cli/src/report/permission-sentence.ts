import { formatPermission, isPermissionArea, type PermissionArea, type PermissionRequest } from '@airssys/model';

type Sentence = (pattern: string) => string;

const anyOr =
  (any: string, one: Sentence): Sentence =>
  (pattern) =>
    pattern === '*' ? any : one(pattern);

/** What each permission lets a component do. */
const SENTENCES: Readonly<Record<PermissionArea, Readonly<Record<string, Sentence>>>> = {
  filesystem: {
    read: (pattern) => `read files matching ${pattern}`,
    write: (pattern) => `write files matching ${pattern}`,
    delete: (pattern) => `delete files matching ${pattern}`,
    'list-dir': (pattern) => `list directories matching ${pattern}`,
    metadata: (pattern) => `see size and time of files matching ${pattern}`,
  },
  network: {
    outbound: (pattern) => `connect to ${pattern}`,
    inbound: (pattern) => `accept connections for ${pattern}`,
    resolve: (pattern) => `look up the addresses of ${pattern}`,
  },
  storage: {
    read: anyOr('read stored values', (pattern) => `read stored values of ${pattern}`),
    write: anyOr('store values', (pattern) => `store values of ${pattern}`),
    delete: anyOr('delete stored values', (pattern) => `delete stored values of ${pattern}`),
  },
  messaging: {
    send: anyOr('send messages to anyone', (pattern) => `send messages to ${pattern}`),
    request: anyOr('send requests to anyone', (pattern) => `send requests to ${pattern}`),
    broadcast: anyOr('broadcast messages', (pattern) => `broadcast messages to ${pattern}`),
    publish: anyOr('publish on any topic', (pattern) => `publish on ${pattern}`),
    subscribe: anyOr('receive what is published on any topic', (pattern) => `receive what is published on ${pattern}`),
  },
  process: {
    spawn: anyOr('start any program', (pattern) => `start the program ${pattern}`),
    kill: anyOr('end any program', (pattern) => `end the program ${pattern}`),
    signal: anyOr('signal any program', (pattern) => `send signals to the program ${pattern}`),
  },
  environment: {
    read: anyOr('read all environment variables', (pattern) => `read the environment variable ${pattern}`),
  },
  secrets: { read: anyOr('read any secret', (pattern) => `read the secret ${pattern}`) },
  clock: { read: () => 'read the time, and wait' },
  random: { read: () => 'use random numbers' },
};

/** A permission as a sentence; its text form where a newer airssys knows one that this does not. */
export function permissionSentence(permission: PermissionRequest): string {
  const { area, action, pattern } = permission;
  // A manifest is read as it comes: area and action may be ones of another version.
  const sentences: Readonly<Record<string, Sentence>> | undefined = isPermissionArea(area)
    ? SENTENCES[area]
    : undefined;
  const sentence = sentences && Object.hasOwn(sentences, action) ? sentences[action] : undefined;
  return sentence ? sentence(pattern) : `${area}.${action}:${pattern}`;
}

/** `read files matching /data/*` and `filesystem.read:/data/*`. */
export function permissionRow(permission: PermissionRequest): readonly [sentence: string, text: string] {
  const sentence = permissionSentence(permission);
  return [sentence, Object.hasOwn(SENTENCES, permission.area) ? formatPermission(permission) : sentence];
}
