import { createClock, createFaults, fakeHttp, fakeStorage, type FakeHttp, mount, type Mounted } from '@airssys/testing';
import { expect, test } from 'vitest';
import { signatureOf } from '../src/signature.ts';
import type { WebhookRelay } from '../src/webhook-relay.ts';

const SECRET = 'not told to anybody';
const INBOX = 'https://events.example/inbox';
const BODY = '{"order":17,"paid":true}';

interface Relay {
  readonly relay: Mounted<typeof WebhookRelay>;
  readonly storage: ReturnType<typeof fakeStorage>;
  /** Milliseconds that were waited between attempts. */
  readonly waits: readonly number[];
  /** Why there was another attempt, as the log has it. */
  readonly reasons: readonly unknown[];
}

async function relayTo(http: FakeHttp, faults = createFaults()): Promise<Relay> {
  const storage = fakeStorage();
  const waits: number[] = [];
  const reasons: unknown[] = [];
  const relay = await mount<typeof WebhookRelay>('../src/webhook-relay.ts', {
    grants: 'requested',
    fakes: { http, storage },
    faults,
    mocks: {
      secrets: { get: () => SECRET },
      clock: { sleep: (ms) => void waits.push(ms) },
      log: { warn: (_message, { reason }) => void reasons.push(reason) },
    },
  });
  return { relay, storage, waits, reasons };
}

const hook = (
  id: string,
  body = BODY,
  signature = signatureOf(new TextEncoder().encode(body), SECRET),
): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'X-Event-Id': id, 'X-Signature': signature },
});

test('an event whose signature is right is handed on once', async () => {
  const http = fakeHttp().post(INBOX, { status: 204 });
  const { relay } = await relayTo(http);
  const first = await relay.$.fetch('/hooks', hook('e1'));
  expect([first.status, await first.json()]).toEqual([200, { id: 'e1', delivered: true }]);
  // The sender has not heard of it, and sends it again.
  expect((await relay.$.fetch('/hooks', hook('e1'))).status).toBe(200);
  expect(http.requests).toHaveLength(1);
  expect(http.requests[0]).toMatchObject({ method: 'POST', url: INBOX });
  expect(http.requests[0]?.text).toBe(BODY);
});

test.each([
  [
    'a body that was changed',
    'e1',
    hook('e1', BODY.replace('17', '18'), signatureOf(new TextEncoder().encode(BODY), SECRET)),
    401,
  ],
  ['another secret', 'e1', hook('e1', BODY, signatureOf(new TextEncoder().encode(BODY), 'guessed')), 401],
  ['no signature', 'e1', { method: 'POST', body: BODY, headers: { 'X-Event-Id': 'e1' } }, 401],
  ['no name', '', hook('../e1'), 400],
  ['too much', 'e1', hook('e1', 'x'.repeat(70_000)), 413],
])('%s is refused, and nothing is handed on', async (_what, _id, init, status) => {
  const http = fakeHttp().post(INBOX, { status: 204 });
  const { relay, storage } = await relayTo(http);
  expect((await relay.$.fetch('/hooks', init)).status).toBe(status);
  expect([http.requests.length, await storage.texts()]).toEqual([0, {}]);
});

test('a receiver that is down for a moment gets it later', async () => {
  let attempts = 0;
  const http = fakeHttp().post(INBOX, () => {
    attempts += 1;
    if (attempts === 1) return { fails: 'reset' };
    return { status: attempts === 2 ? 503 : 204 };
  });
  const { relay, waits, reasons } = await relayTo(http);
  expect((await relay.$.fetch('/hooks', hook('e2'))).status).toBe(200);
  expect(waits).toEqual([200, 1_000]);
  expect(reasons).toEqual([expect.stringContaining('connection'), 'status 503']);
});

test('what is refused is not tried again, and waits until it is told to', async () => {
  const http = fakeHttp().post(INBOX, { status: 400 });
  const { relay, waits } = await relayTo(http);
  const answer = await relay.$.fetch('/hooks', hook('e3'));
  expect([answer.status, await answer.json(), waits]).toEqual([202, { id: 'e3', delivered: false }, []]);
  expect(await relay.waiting()).toEqual(['e3']);
  http.post(INBOX, { status: 204 });
  expect(await relay.retry()).toBe(1);
  expect(await relay.waiting()).toEqual([]);
});

test('a receiver that cannot be reached is not waited for without end', async () => {
  const http = fakeHttp().post(INBOX, { status: 204 });
  http.down('https://events.example', 'refused');
  const { relay, waits } = await relayTo(http);
  expect((await relay.$.fetch('/hooks', hook('e4'))).status).toBe(202);
  expect(waits).toEqual([200, 1_000, 5_000]);
  http.up('https://events.example');
  expect(await relay.retry()).toBe(1);
});

test('where storage fails, the sender is not told that it was taken', async () => {
  const http = fakeHttp().post(INBOX, { status: 400 });
  const { relay } = await relayTo(http, createFaults().fail('storage.set', { nth: 1 }));
  expect((await relay.$.fetch('/hooks', hook('e5'))).status).toBe(500);
});

test('waits as long as it says between attempts, by the clock', async () => {
  const clock = createClock({ startMs: 0 });
  const asked: number[] = [];
  const http = fakeHttp().post(INBOX, () => {
    asked.push(clock.nowMs());
    return { status: asked.length < 4 ? 503 : 204 };
  });
  const relay = await mount<typeof WebhookRelay>('../src/webhook-relay.ts', {
    ...{ grants: 'requested', clock, fakes: { http }, mocks: { secrets: { get: () => SECRET } } },
  });
  const answer = relay.$.fetch('/hooks', hook('e6'));
  await clock.runAll();
  expect((await answer).status).toBe(200);
  expect(asked).toEqual([0, 200, 1_200, 6_200]);
});

/** As a host has it: another instance takes over. */
async function supervised(faults: ReturnType<typeof createFaults>) {
  const http = fakeHttp().post(INBOX, { status: 204 });
  const relay = await mount<typeof WebhookRelay>('../src/webhook-relay.ts', {
    ...{ grants: 'requested', supervise: {}, faults, fakes: { http } },
    mocks: { secrets: { get: () => SECRET } },
  });
  const send = async () => (await relay.$.fetch('/hooks', hook('e7'))).status;
  return { http, send };
}

test('a relay that ends after it has noted an event hands it on once', async () => {
  const { http, send } = await supervised(createFaults().kill('storage.set', { nth: 1 }));
  // The sender was not answered, and sends it again.
  expect([await send(), await send()]).toEqual([500, 200]);
  expect(http.requests).toHaveLength(1);
});

test('one that ends before it has noted it hands it on again, under the same name', async () => {
  const { http, send } = await supervised(createFaults().trap('storage.set', 'unreachable', { nth: 1 }));
  expect([await send(), await send()]).toEqual([500, 200]);
  expect(http.requests.map(({ headers }) => headers['x-event-id'])).toEqual(['e7', 'e7']);
});

test('an event that takes too much is given up, and the next is not', async () => {
  const { http, send } = await supervised(createFaults().outOfFuelAt(100_000));
  expect([await send(), await send()]).toEqual([500, 200]);
  expect(http.requests).toHaveLength(1);
});

test('a disk that is slow, or never answers, is waited for as long as a call may take', async () => {
  const clock = createClock();
  const faults = createFaults().delay('storage.set', '20s', { nth: 1 }).hang('storage.set', { nth: 2 });
  const relay = await mount<typeof WebhookRelay>('../src/webhook-relay.ts', {
    ...{ grants: 'requested', clock, faults, fakes: { http: fakeHttp().post(INBOX, { status: 204 }) } },
    ...{ mocks: { secrets: { get: () => SECRET } }, limits: { timeoutMs: 30_000 } },
  });
  const statuses = [];
  for (const id of ['slow', 'never']) {
    const answer = relay.$.fetch('/hooks', hook(id));
    await clock.runAll();
    statuses.push((await answer).status);
  }
  expect(statuses).toEqual([200, 504]);
});
