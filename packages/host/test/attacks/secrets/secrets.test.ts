/** Secrets that a component would get without leave, and places to which those that it was given would get. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  directorySecrets,
  environmentSecrets,
  type HostOptions,
  type LogEntry,
  type SecretProvider,
} from '../../../src/index.ts';
import { built, temporaryDirectory, testHost } from '../../components.ts';
import { ALL_FILES, type Attacked, attacked, told } from '../attacked.ts';

const VALUE = 'hunter2/"quoted" & more';

const ONE: SecretProvider = { get: (name) => (name === 'DB_PASSWORD' ? VALUE : undefined) };

const withSecrets = async (
  grants: readonly string[],
  secrets: SecretProvider = ONE,
  options: HostOptions = {},
): Promise<Attacked> => await attacked({ grants }, { secrets, ...options });

describe('grants', () => {
  test.each([
    ['secrets.read:DB_PASSWORDS', 'DB_PASSWORD'],
    ['secrets.read:DB_PASSWORD', 'DB_PASSWORD2'],
    ['secrets.read:DB_*', 'DB_'],
    ['secrets.read:DB_*', 'db_password'],
    ['secrets.read:DB_*', 'XDB_PASSWORD'],
    ['secrets.read:DB_PASSWORD', 'DB_PASSWORD\0'],
    ['secrets.read:DB_PASSWORD', ' DB_PASSWORD'],
    ['secrets.read:DB_PASSWORD', 'ＤB_PASSWORD'],
    ['environment.read:*', 'DB_PASSWORD'],
    ['storage', 'DB_PASSWORD'],
  ])('%s does not give %j', async (grant, name) => {
    const { call, decisions } = await withSecrets([grant]);
    expect(await call('secret', name)).toBe(`denied: ${name}`);
    expect(told(decisions())).toEqual([`denied secrets.read ${name}`]);
  });

  test('taken back', async () => {
    const { call, instance, decisions } = await withSecrets(['secrets.read:DB_PASSWORD']);
    expect(await call('secret', 'DB_PASSWORD')).toBe(String(VALUE.length));
    instance.capabilities.revoke('secrets.read:DB_PASSWORD');
    expect(await call('secret', 'DB_PASSWORD')).toBe('denied: DB_PASSWORD');
    expect(told(decisions())).toEqual(['allowed secrets.read DB_PASSWORD', 'denied secrets.read DB_PASSWORD']);
  });
});

describe('names', () => {
  const NAMES = [
    '',
    '.',
    '..',
    '../secret.txt',
    'db/../../secret.txt',
    '/etc/passwd',
    '//etc/passwd',
    'a\0',
    './x',
    'db//x',
    'db/',
    'a b',
    '%2e%2e/x',
    '\\x',
    'x'.repeat(300),
  ];

  test.each(NAMES)('%j reaches no provider', async (name) => {
    const asked: string[] = [];
    const { call } = await withSecrets(['secrets.read:*'], {
      get: (one) => {
        asked.push(one);
        return VALUE;
      },
    });
    expect(await call('secret', name)).toMatch(/^not-found: /);
    expect(asked).toEqual([]);
  });

  test('in a directory, nothing but its files', async () => {
    const root = temporaryDirectory();
    const dir = join(root, 'secrets');
    mkdirSync(join(dir, 'db'), { recursive: true });
    writeFileSync(join(root, 'secret.txt'), 'TOP SECRET');
    writeFileSync(join(dir, 'db/password'), 'of the database\n');
    writeFileSync(join(dir, 'binary'), Buffer.from([0xff, 0xfe]));
    writeFileSync(join(dir, 'large'), Buffer.alloc(70_000, 'x'));
    symlinkSync('../secret.txt', join(dir, 'out'));
    symlinkSync('db/password', join(dir, 'in'));
    const { call } = await withSecrets(['secrets.read:*'], directorySecrets(dir));
    expect(await call('secret', 'db/password')).toBe(String('of the database'.length));
    expect(await call('secret', 'in')).toBe(String('of the database'.length));
    expect(await call('secret', 'missing')).toBe('not-found: missing');
    for (const name of ['out', 'db', 'binary', 'large'])
      expect(await call('secret', name)).toBe(`unavailable: ${name}`);
  });

  test('in the environment, nothing without the prefix', async () => {
    process.env['AIRSSYS_SECRET_TEST_TOKEN'] = 'of the environment';
    onTestFinished(() => void delete process.env['AIRSSYS_SECRET_TEST_TOKEN']);
    const { call } = await withSecrets(['secrets.read:*'], environmentSecrets());
    expect(await call('secret', 'TEST_TOKEN')).toBe(String('of the environment'.length));
    for (const name of ['HOME', 'PATH', 'AIRSSYS_SECRET_TEST_TOKEN', 'toString', '__proto__']) {
      expect(await call('secret', name)).toBe(`not-found: ${name}`);
    }
    expect(() => environmentSecrets('')).toThrow('the prefix of secrets in the environment cannot be empty');
  });

  test('the provider is told who asks, and its own words go nowhere', async () => {
    const asked: unknown[] = [];
    const { call, host } = await withSecrets(['secrets.read:*'], {
      get: (name, caller) => {
        asked.push([name, caller]);
        return Promise.reject(new Error(`vault said ${VALUE}`));
      },
    });
    expect(await call('secret', 'DB_PASSWORD')).toBe('unavailable: DB_PASSWORD');
    expect(asked).toEqual([['DB_PASSWORD', { componentId: 'test:outside', version: '1.0.0' }]]);
    expect(JSON.stringify(host.audit.events)).not.toContain('vault');
  });
});

describe('what was given', () => {
  /** In its spellings. */
  const expectNone = (text: string): void => {
    for (const spelling of [VALUE, JSON.stringify(VALUE).slice(1, -1), encodeURIComponent(VALUE)])
      expect(text).not.toContain(spelling);
    expect(text).not.toContain('hunter2');
  };

  const holding = async (log: (entry: LogEntry) => void = () => {}): Promise<Attacked> => {
    const made = await attacked({ grants: ['secrets.read:DB_PASSWORD', ...ALL_FILES], log }, { secrets: ONE });
    expect(await made.call('secret', 'DB_PASSWORD')).toBe(String(VALUE.length));
    return made;
  };

  test('is not in the log', async () => {
    const entries: LogEntry[] = [];
    const { call } = await holding((entry) => entries.push(entry));
    expect(await call('leak', 'log')).toBe('said');
    expect(entries.map(({ message, context }) => [message, context])).toEqual([
      [
        'the password is [secret]',
        [
          ['password', '[secret]'],
          ['url', '[secret]'],
        ],
      ],
    ]);
  });

  test('is not in the audit', async () => {
    const { call, host } = await holding();
    await call('leak', 'path');
    const [event] = host.audit.events.slice(-1);
    expect(event).toMatchObject({ allowed: false, area: 'filesystem', resource: '/[secret]' });
    expectNone(JSON.stringify(host.audit.events));
  });

  test('is not in the error that ends the instance, nor in the log of it', async () => {
    const entries: LogEntry[] = [];
    const { instance, host } = await holding((entry) => entries.push(entry));
    const error: unknown = await instance.call('leak', 'error').catch((thrown: unknown) => thrown);
    if (!(error instanceof Error)) throw new TypeError('it has not trapped');
    expect(error.message).toBe('leak threw TypeError: wrong password [secret]');
    expectNone(
      `${error.message}\n${error.stack}\n${JSON.stringify(error)}\n${JSON.stringify(Reflect.get(error, 'guestError'))}`,
    );
    expectNone(JSON.stringify([entries, host.audit.events]));
  });

  test('is not in the refusal to start', async () => {
    const entries: LogEntry[] = [];
    const host = testHost({ secrets: ONE });
    const loaded = await host.load(await built('outside'), 'outside');
    const error: unknown = await loaded
      .instantiate({ grants: ['secrets.read:*'], env: { SECRET: 'DB_PASSWORD' }, log: (entry) => entries.push(entry) })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'AIRSSYS_SANDBOX_INITIALIZE',
      message: 'The component refused to start: initialization-failed: Error: refused with [secret]',
    });
    expectNone(`${String(error)} ${JSON.stringify([error, entries, host.audit.events])}`);
  });

  test('of one instance is not concealed from another one’s log: it does not have it', async () => {
    const entries: LogEntry[] = [];
    await holding();
    const other = await attacked({ grants: [], log: (entry) => entries.push(entry) });
    await other.call('leak', 'log');
    expect(entries.map(({ message }) => message)).toEqual(['the password is ']);
  });
});

describe('environment', () => {
  test('is what the instance was given, and in the audit by its names', async () => {
    process.env['AIRSSYS_TEST_HOST_VARIABLE'] = 'of the host';
    onTestFinished(() => void delete process.env['AIRSSYS_TEST_HOST_VARIABLE']);
    const host = testHost();
    const loaded = await host.load(await built('outside'), 'outside');
    await using instance = await loaded.instantiate({ env: { MODE: 'a value' }, grants: ['environment.read:*'] });
    expect(await instance.call('environment')).toEqual(['MODE=a value']);
    expect(host.audit.events).toMatchObject([
      { area: 'environment', action: 'read', resource: 'MODE', allowed: true, rule: 'given by the embedder' },
    ]);
    expect(JSON.stringify(host.audit.events)).not.toContain('a value');
  });
});
