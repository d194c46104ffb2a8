import { createClock, type FakeHttp, fakeHttp, fakeStorage, mount, type Mounted } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { PromptRouter } from '../src/prompt-router.ts';

const SMALL = 'https://small.example/v1/complete';
const LARGE = 'https://large.example/v1/complete';
const KEYS: Readonly<Record<string, string>> = {
  'small-key': 'key of the small one',
  'large-key': 'key of the large one',
};

const providers = (): FakeHttp =>
  fakeHttp()
    .post(SMALL, { json: { text: 'from the small one', tokens: 100 } })
    .post(LARGE, { json: { text: 'from the large one', tokens: 400 } });

async function router(http: FakeHttp, storage = fakeStorage()): Promise<Mounted<typeof PromptRouter>> {
  return await mount<typeof PromptRouter>('../src/prompt-router.ts', {
    grants: 'requested',
    fakes: { http, storage },
    clock: createClock({ startMs: Date.UTC(2026, 4, 4) }),
    mocks: { secrets: { get: (name) => KEYS[name] ?? '' } },
  });
}

const chat = (text: string) => ({ task: 'chat', text }) as const;

test('a short prompt goes to the cheapest model, with its key', async () => {
  const http = providers();
  const prompts = await router(http);
  expect(await prompts.ask(chat('Hello'))).toEqual({ model: 'small', text: 'from the small one', costMicros: 20 });
  expect(await prompts.spent()).toBe(20);
  expect(http.requests.map(({ url, headers }) => [url, headers['authorization']])).toEqual([
    [SMALL, 'Bearer key of the small one'],
  ]);
});

test.each([
  ['code', { task: 'code', text: 'Sort this' } as const],
  ['a long text', chat('x'.repeat(8_000))],
])('%s goes to the model that can do it', async (_what, prompt) => {
  expect(await (await router(providers())).ask(prompt)).toMatchObject({ model: 'large', costMicros: 2_400 });
});

test.each([
  ['is overloaded', { status: 529 }],
  ['hangs up', { fails: 'cut' }],
  ['talks nonsense', 'certainly!'],
  ['leaves out what it cost', { json: { text: 'free?' } }],
] as const)('where the small one %s, the large one is asked, and only that is paid', async (_what, answer) => {
  const prompts = await router(providers().post(SMALL, answer));
  expect(await prompts.ask(chat('Hello'))).toMatchObject({ model: 'large' });
  expect(await prompts.spent()).toBe(2_400);
});

test('where all are down, nothing is paid', async () => {
  const http = providers();
  http.down('https://small.example', 'refused');
  http.down('https://large.example', 'timeout');
  const prompts = await router(http);
  await expect(prompts.ask(chat('Hello'))).rejects.toThrow('No model has answered');
  expect(await (await router(http)).spent()).toBe(0);
});

test('what is left of the budget decides, and another month has one of its own', async () => {
  const storage = fakeStorage({ entries: { 'spent/2026-05': '49800', 'spent/2026-04': '7' } });
  const http = providers();
  const prompts = await router(http, storage);
  // Enough for the small one, once: it reserves what an answer may cost at most.
  expect(await prompts.ask(chat('Hello'))).toMatchObject({ model: 'small' });
  await expect((await router(http, storage)).ask({ task: 'code', text: 'Sort this' })).rejects.toThrow('used up');
  expect(await storage.texts()).toEqual({ 'spent/2026-05': '49820', 'spent/2026-04': '7' });
});

test('instances that spend at the same time do not spend more than there is', async () => {
  const storage = fakeStorage({ entries: { 'spent/2026-05': '40000' } });
  const http = providers().post(LARGE, { json: { text: 'yes', tokens: 500 } });
  const all = await Promise.all(Array.from({ length: 6 }, async () => await router(http, storage)));
  const asked = await Promise.allSettled(all.map(async (one) => await one.ask({ task: 'code', text: 'Sort this' })));
  const answered = asked.filter(({ status }) => status === 'fulfilled').length;
  expect(Number((await storage.texts())['spent/2026-05'])).toBe(40_000 + answered * 3_000);
  expect(answered).toBeGreaterThan(0);
  expect(40_000 + answered * 3_000).toBeLessThanOrEqual(50_000);
});

test('a prompt goes nowhere that was not granted', async () => {
  const prompts = await mount<typeof PromptRouter>('../src/prompt-router.ts', {
    grants: ['network.outbound:small.example:443', 'secrets.read:*', 'storage', 'clock'],
    fakes: { http: providers().post(SMALL, { status: 500 }) },
    mocks: { secrets: { get: () => 'key' } },
  });
  await expect(prompts.ask(chat('Hello'))).rejects.toThrow('large: denied');
});
