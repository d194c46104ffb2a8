import type { Needs, NeedsTable } from './needs.ts';
import type { World } from './open-gate.ts';

const TYPES = 'wasi:http/types@0.2.12';

const OWN = 'it makes or reads a message of the component itself; sending one asks';
const ASKED =
  'the request was asked for when it was sent, or was handed to the component; the stream of its body asks with each use';

const OWN_FUNCTIONS = [
  'http-error-code',
  '[constructor]fields',
  '[static]fields.from-list',
  '[constructor]outgoing-request',
  '[constructor]request-options',
  '[constructor]outgoing-response',
  '[static]outgoing-body.finish',
  '[static]response-outparam.set',
  ...['get', 'has', 'set', 'delete', 'append', 'entries', 'clone'].map((name) => `[method]fields.${name}`),
  ...['body', 'headers'].map((name) => `[method]outgoing-request.${name}`),
  ...['method', 'path-with-query', 'scheme', 'authority'].flatMap((name) => [
    `[method]outgoing-request.${name}`,
    `[method]outgoing-request.set-${name}`,
  ]),
  ...['connect-timeout', 'first-byte-timeout', 'between-bytes-timeout'].flatMap((name) => [
    `[method]request-options.${name}`,
    `[method]request-options.set-${name}`,
  ]),
  ...['status-code', 'set-status-code', 'headers', 'body'].map((name) => `[method]outgoing-response.${name}`),
  '[method]outgoing-body.write',
];
const ASKED_FUNCTIONS = [
  ...['method', 'path-with-query', 'scheme', 'authority', 'headers', 'consume'].map(
    (name) => `[method]incoming-request.${name}`,
  ),
  ...['status', 'headers', 'consume'].map((name) => `[method]incoming-response.${name}`),
  '[method]incoming-body.stream',
  '[static]incoming-body.finish',
  ...['subscribe', 'get'].map((name) => `[method]future-trailers.${name}`),
  ...['subscribe', 'get'].map((name) => `[method]future-incoming-response.${name}`),
];

/** A request to the world's server. */
async function request(world: World): Promise<unknown> {
  const made = await world.all(
    `${TYPES}#[constructor]outgoing-request`,
    await world.all(`${TYPES}#[constructor]fields`),
  );
  await world.all(`${TYPES}#[method]outgoing-request.set-scheme`, made, { tag: 'HTTP' });
  await world.all(`${TYPES}#[method]outgoing-request.set-authority`, made, `127.0.0.1:${await world.server()}`);
  return made;
}

const none = (names: readonly string[], why: string): NeedsTable =>
  Object.fromEntries(names.map((name): [string, Needs] => [`wasi:http/types#${name}`, { none: why }]));

export const MESSAGES: NeedsTable = {
  ...none(OWN_FUNCTIONS, OWN),
  ...none(ASKED_FUNCTIONS, ASKED),
  'wasi:http/outgoing-handler#handle': {
    grants: ['network.outbound:127.0.0.1:*'],
    args: async (world) => [await request(world), undefined],
  },
};
