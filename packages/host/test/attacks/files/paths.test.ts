/** Spellings of paths by which a component would get at what is none of its business. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attacked, told } from '../attacked.ts';

interface PathAttack {
  readonly path: string;
  /** How the refusal begins. */
  readonly refused: string;
  /** The resource as the gate took it; default: the path. */
  readonly resource?: string;
}

/** Not beneath the mount, once the path is in its normal form. */
const OUTSIDE: readonly PathAttack[] = [
  { path: '/data/../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data/../../../../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data/./../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data//..//secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data/dir/../../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data/../data/../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/data/a.txt/../../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/../../etc/passwd', resource: '/etc/passwd', refused: 'denied' },
  { path: '/etc/passwd', refused: 'denied' },
  { path: '/database/../secret.txt', resource: '/secret.txt', refused: 'denied' },
  { path: '/database', refused: 'denied' },
  { path: '/DATA/a.txt', refused: 'denied' },
  { path: '/dаta/a.txt', refused: 'denied' }, // a Cyrillic letter
  { path: '/data\u200b/a.txt', refused: 'denied' },
  { path: '/proc/self/environ', refused: 'denied' },
  { path: '/proc/self/root/etc/passwd', refused: 'denied' },
  { path: '/dev/fd/0', refused: 'denied' },
];

/** No paths at all. */
const NO_PATHS: readonly PathAttack[] = [
  { path: '', refused: 'invalid-path' },
  { path: 'secret.txt', refused: 'invalid-path' },
  { path: '../secret.txt', refused: 'invalid-path' },
  { path: 'data/../../secret.txt', refused: 'invalid-path' },
  { path: '\\data\\..\\secret.txt', refused: 'invalid-path' },
  { path: 'C:\\Windows\\win.ini', refused: 'invalid-path' },
  { path: 'file:///etc/passwd', refused: 'invalid-path' },
  { path: '~/secret.txt', refused: 'invalid-path' },
  { path: '/data/a.txt\0/../../secret.txt', refused: 'invalid-path' },
  { path: '/data/a.txt\0', refused: 'invalid-path' },
];

/** Names like others, beneath the mount, where nothing has that name. */
const LOOK_ALIKES: readonly PathAttack[] = [
  { path: '/data/..%2fsecret.txt', refused: 'not-found' },
  { path: '/data/%2e%2e/secret.txt', refused: 'not-found' },
  { path: '/data/..\\secret.txt', refused: 'not-found' },
  { path: '/data/.../secret.txt', refused: 'not-found' },
  { path: '/data/.. /secret.txt', refused: 'not-found' },
  { path: '/data/\u2024\u2024/secret.txt', refused: 'not-found' },
  { path: '/data/\uff0e\uff0e/secret.txt', refused: 'not-found' },
  { path: '/data/..\u2215secret.txt', refused: 'not-found' },
  { path: '/data/..\uff0fsecret.txt', refused: 'not-found' },
  { path: '/data/a.txt.', refused: 'not-found' },
  { path: '/data/a.txt ', refused: 'not-found' },
  { path: '/data/A.TXT', refused: 'not-found' },
  { path: '/data/a.txt::$DATA', refused: 'not-found' },
  { path: '/data/a.txt\u200b', refused: 'not-found' },
  { path: '/data/*', refused: 'not-found' },
  { path: '/data/**', refused: 'not-found' },
  { path: `/data/${'n'.repeat(300)}`, refused: 'invalid-path' },
];

describe('paths', () => {
  test.each([...OUTSIDE, ...NO_PATHS])('$path is refused before anything is touched', async (attack) => {
    const { path, refused, resource = path } = attack;
    const { call, decisions, data } = await attacked();
    for (const [name, action] of [
      ['read', 'read'],
      ['write', 'write'],
      ['delete', 'delete'],
      ['list', 'list-dir'],
    ] as const) {
      expect(await call('file', name, path, 'overwritten')).toMatch(new RegExp(`^${refused}: `));
      expect(told(decisions())).toEqual([`denied filesystem.${action} ${resource}`]);
    }
    expect(readdirSync(data).sort()).toEqual(['a.txt', 'dir']);
  });

  test.each(LOOK_ALIKES)('$path is a name as any other', async ({ path, refused }) => {
    const { call, decisions } = await attacked();
    expect(await call('file', 'read', path, '')).toMatch(new RegExp(`^${refused}: `));
    expect(told(decisions())).toEqual([`allowed filesystem.read ${path}`]);
  });

  test('a path that is longer than any is refused, and cut in the audit', async () => {
    const { call, decisions } = await attacked();
    expect(await call('file', 'read', `/data/${'d/'.repeat(5_000)}`, '')).toBe(
      'invalid-path: a path of 10006 characters',
    );
    const [event] = decisions();
    expect([event?.allowed, (event?.resource.length ?? 0) < 5_000]).toEqual([false, true]);
  });

  test('a grant covers one spelling of a name only', async () => {
    const [composed, decomposed] = ['/data/caf\u00e9', '/data/cafe\u0301'];
    const { call, decisions, data } = await attacked({ grants: [`filesystem.read:${composed}`] });
    writeFileSync(join(data, 'cafe\u0301'), 'decomposed');
    writeFileSync(join(data, 'caf\u00e9'), 'composed');
    expect(await call('file', 'read', composed, '')).toBe('composed');
    expect(await call('file', 'read', decomposed, '')).toBe(`denied: ${decomposed}`);
    expect(told(decisions())).toEqual([`allowed filesystem.read ${composed}`, `denied filesystem.read ${decomposed}`]);
  });

  test.each([
    ['filesystem.read:/data/*', '/data/dir/b.txt'],
    ['filesystem.read:/data/dir', '/data/dir/b.txt'],
    ['filesystem.read:/data/dir/**', '/data/dir'],
    ['filesystem.read:/data/dir/**', '/data/dirt'],
    ['filesystem.read:/data/a.tx', '/data/a.txt'],
    ['filesystem.write:/data/**', '/data/a.txt'],
    ['filesystem.metadata:/data/**', '/data/a.txt'],
  ])('%s does not let %s be read', async (grant, path) => {
    const { call, decisions, data } = await attacked({ grants: [grant] });
    mkdirSync(join(data, 'dirt'));
    expect(await call('file', 'read', path, '')).toBe(`denied: ${path}`);
    expect(told(decisions())).toEqual([`denied filesystem.read ${path}`]);
  });
});
