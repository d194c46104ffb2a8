import { readdirSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { DevProcess } from './support/dev-process.ts';
import { Project } from './support/project.ts';

vi.setConfig({ testTimeout: 180_000 });

interface Tally {
  readonly label?: string;
  readonly type?: string;
  readonly sum?: string;
  readonly asks?: string;
}

/** Counts in memory, answers HTTP, and fails. */
const tally = ({ label = 'one', type = 'u32', sum = 'by', asks = 'storage.read' }: Tally = {}): string => `import {
  component, type HttpServerResponse, onMigrate, onRequest, onSnapshot, operation, requires, storage, type u32,
} from '@airssys/sdk';

@component({ id: 'demo:tally', version: '1.0.0', stateful: true })
@requires('${asks}')
export class Tally {
  #total: u32 = 0;

  @operation() add(by: ${type}): u32 {
    this.#total += ${sum};
    return this.#total;
  }

  @operation() fail(why: string): void {
    throw new TypeError(why);
  }

  @operation() look(key: string): string {
    return storage.getText(key) ?? '';
  }

  @onRequest() answer(): HttpServerResponse {
    return { body: '${label}' };
  }

  @onSnapshot() state(): number {
    return this.#total;
  }

  @onMigrate() takeOver(total: number): void {
    this.#total = total;
  }
}
`;

/** Asks again and again, until it is stopped: how often each answer came. */
function asking(url: string): { readonly stop: () => Promise<ReadonlyMap<string, number>> } {
  const answers = new Map<string, number>();
  const stop = new AbortController();
  const ask = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const answer = await fetch(url).then(
        async (response) => `${response.status} ${await response.text()}`,
        (error: unknown) => String(error),
      );
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  const all = Promise.all([ask(), ask()]);
  return {
    async stop() {
      stop.abort();
      await all;
      return answers;
    },
  };
}

it('swaps at each save, with what is remembered, and leaves nothing behind', async () => {
  const project = new Project('dev').write('src/tally.ts', tally());
  await using dev = new DevProcess(project, ['src/tally.ts', '--port', '0', '--json']);
  const started = await dev.event('swapped');
  expect(started).toMatchObject({ component: 'demo:tally', kind: 'started', denied: ['storage.read'] });
  const url = String(started['url']);
  await dev.type('add(2)');
  expect(await dev.event('result')).toMatchObject({ operation: 'add', value: 2, failed: false });

  // A swap while requests come: each is answered, by one version or the other.
  const requests = asking(url);
  project.write('src/tally.ts', tally({ label: 'two', sum: 'by * 10' }));
  const swapped = await dev.event('swapped');
  expect(swapped).toMatchObject({ kind: 'swapped', handedOver: true, stages: { componentize: expect.any(Number) } });
  expect(await (await fetch(url)).text()).toBe('two');
  expect([...(await requests.stop()).keys()].toSorted()).toEqual(['200 one', '200 two']);
  await dev.type('add 1');
  expect(await dev.event('result')).toMatchObject({ value: 12 });

  // An interface that is none: what runs goes on, until the next save.
  project.write('src/tally.ts', tally({ type: 'any' }));
  expect(await dev.diagnostics('sources')).toMatchObject({
    served: 'demo:tally 1.0.0',
    diagnostics: [{ code: 'AIRSSYS_WIT_TYPE_ANY', severity: 'error' }],
  });
  await dev.type('add 1');
  expect(await dev.event('result')).toMatchObject({ value: 22 });

  // Another interface that asks for more, and types that do not match: it runs without, and is told of afterwards.
  project.write('src/tally.ts', tally({ type: 'string', sum: 'Number(by) - true', asks: 'storage' }));
  expect(await dev.event('swapped')).toMatchObject({
    kind: 'swapped',
    handedOver: true,
    newRequests: ['storage.write', 'storage.delete'],
    denied: ['storage.read', 'storage.write', 'storage.delete'],
  });
  expect(await dev.diagnostics('types')).toMatchObject({ diagnostics: [{ code: 'TS2363' }] });
  await dev.type('add "5"');
  expect(await dev.event('result')).toMatchObject({ value: 26 });

  await dev.type("fail('on purpose')");
  expect(await dev.event('failed')).toMatchObject({
    error: {
      code: 'AIRSSYS_TRAP_GUEST_ERROR',
      data: { guestError: { stack: expect.stringContaining('src/tally.ts') as string } },
    },
  });
  await dev.type('look x');
  expect(await dev.event('failed')).toMatchObject({
    error: { message: expect.stringContaining('storage.read') as string },
  });
  await dev.type('.audit');
  expect(await dev.event('audit')).toMatchObject({ audit: [{ allowed: false, area: 'storage' }] });
  await dev.type('ad');
  expect(await dev.event('failed')).toMatchObject({ error: { code: 'AIRSSYS_SANDBOX_OPERATION_UNKNOWN' } });
  await dev.type('.operation');
  expect(await dev.event('failed')).toMatchObject({
    error: { code: 'AIRSSYS_CLI_USAGE', hint: 'Did you mean .operations?' },
  });
  await dev.type('.operations');
  expect(await dev.event('operations')).toMatchObject({
    operations: ['add(by: string): u32', 'fail(why: string): void', 'look(key: string): string'],
  });

  expect(readdirSync(dev.temporary)).toHaveLength(1);
  await dev.stop('SIGINT');
  expect(await dev.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(readdirSync(dev.temporary)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

it('shows errors with their places, and goes on when they are mended', async () => {
  const project = new Project('dev-text').write('src/tally.ts', tally({ type: 'any' }));
  await using dev = new DevProcess(project, ['--allow-requested', '--port', '0']);
  const errors = (await dev.until(/nothing runs yet/)).join('\n');
  expect(errors).toContain('src/tally.ts:10:24 - error AIRSSYS_WIT_TYPE_ANY');
  expect(errors).toContain('hint: ');
  expect(errors).toContain('docs: airssys explain AIRSSYS_WIT_TYPE_ANY');

  project.write('src/tally.ts', tally());
  const running = (await dev.until(/answers at/)).join('\n');
  expect(running).toMatch(/\[airssys\] src\/tally\.ts\n\[airssys\] demo:tally 1\.0\.0 runs in /);
  expect(running).not.toContain('denied');
  await dev.type('add(40)\nadd(2)');
  expect(await dev.until(/^42$/)).toContain('40');
  await dev.type('.restart');
  await dev.until(/^restarted$/);
  await dev.type('add(1)');
  await dev.until(/^1$/);
  await dev.type('.exit');
  expect(await dev.ended).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(dev.temporary)).toEqual([]);
});

it('what cannot be', async () => {
  const project = new Project('dev-wrong').write('src/tally.ts', tally());
  expect(await project.show('dev', 'src/none.ts')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_BUILD_MISSING_FILE: There is no file src/none.ts
    hint: Name the TypeScript file that holds the class with @component.

    "
  `);
  expect(await project.show('dev', '--port', 'x')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error AIRSSYS_CLI_USAGE: --port cannot be 'x'
    hint: Write a number from 0 to 65535; 0 is a free port.

    "
  `);
  const { code, stdout } = await project.run(['dev', '--allow', 'fly', '--json']);
  expect([code, JSON.parse(stdout)]).toMatchObject([2, { error: { code: 'AIRSSYS_CAPABILITY_INVALID' } }]);
});
