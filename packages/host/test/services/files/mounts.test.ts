import { expect, test } from 'vitest';
import { locate, toMounts } from '../../../src/services/files/mounts.ts';

test('the innermost mount has the path', () => {
  const mounts = toMounts({ '/': '/root', '/data': '/srv/data', '/data/inner': { path: '/srv/inner' } });
  const found = (one: string): readonly [string | undefined, string | undefined] => {
    const place = locate(mounts, one);
    return [place?.mount.hostPath, place?.beneath];
  };
  expect(
    ['/', '/x', '/data', '/data/a', '/database', '/data/inner', '/data/inner/b', '/data/innermost'].map(found),
  ).toEqual([
    ['/root', ''],
    ['/root', 'x'],
    ['/srv/data', ''],
    ['/srv/data', 'a'],
    ['/root', 'database'],
    ['/srv/inner', ''],
    ['/srv/inner', 'b'],
    ['/srv/data', 'innermost'],
  ]);
  expect(locate(toMounts({ '/data': '/srv/data' }), '/database')).toBeUndefined();
});

test.each(['data', '/data/', '/data/..', '//data', ''])('a mount cannot be at %j', (guestPath) => {
  expect(() => toMounts({ [guestPath]: '.' })).toThrow(`A mount cannot be at '${guestPath}'`);
});

test.each(['quotaBytes', 'maxEntries', 'maxFileBytes'])('%s is a whole number', (name) => {
  for (const value of [-1, 0.5, Number.NaN, Infinity]) {
    expect(() => toMounts({ '/data': { path: '.', [name]: value } })).toThrow(
      expect.objectContaining({
        code: 'AIRSSYS_CONFIG_INVALID',
        message: `${name} of the mount at /data cannot be ${value}`,
      }),
    );
  }
});
