/** A component that does what an attacker wants, and what of its surroundings must stay as it is. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { AuditEvent, ComponentHost, ComponentInstance, HostOptions, InstanceOptions } from '../../src/index.ts';
import { built, temporaryDirectory, testHost } from '../components.ts';

export const SECRET = 'TOP SECRET';

export const ALL_FILES = ['read', 'write', 'delete', 'list-dir'].flatMap((action) => [
  `filesystem.${action}:/data`,
  `filesystem.${action}:/data/**`,
]);

export interface Attacked {
  readonly host: ComponentHost;
  readonly instance: ComponentInstance;
  /** Outside of the mount: `secret.txt`, and `outer/b.txt`. */
  readonly root: string;
  /** Mounted at `/data`: `a.txt`, `dir/b.txt`. */
  readonly data: string;
  /** Calls an operation that answers in text; also what it throws is answered. */
  readonly call: (operation: string, ...args: readonly unknown[]) => Promise<string>;
  /** Decisions that were taken since the last time. */
  readonly decisions: () => readonly AuditEvent[];
}

/** Nothing of the secret is told to the component, and what lies outside of the mount is as it was. */
export async function attacked(options: InstanceOptions = {}, hostOptions: HostOptions = {}): Promise<Attacked> {
  const root = temporaryDirectory();
  const data = join(root, 'data');
  mkdirSync(join(data, 'dir'), { recursive: true });
  mkdirSync(join(root, 'outer'));
  writeFileSync(join(root, 'secret.txt'), SECRET);
  writeFileSync(join(root, 'outer/b.txt'), SECRET);
  writeFileSync(join(data, 'a.txt'), 'A');
  writeFileSync(join(data, 'dir/b.txt'), 'B');
  const host = testHost(hostOptions);
  const loaded = await host.load(await built('outside'), 'outside');
  const instance = await loaded.instantiate({ mounts: { '/data': data }, grants: ALL_FILES, ...options });
  onTestFinished(async () => await instance[Symbol.asyncDispose]());
  const before = outsideOf(root);
  let seen = 0;
  const call = async (operation: string, ...args: readonly unknown[]): Promise<string> => {
    const answer = await instance.call(operation, ...args).catch((error: unknown) => error);
    const text =
      typeof answer === 'string' ? answer : answer instanceof Error ? answer.message : JSON.stringify(answer);
    expect(text).not.toContain(SECRET);
    expect(outsideOf(root)).toEqual(before);
    return text;
  };
  const decisions = (): readonly AuditEvent[] => {
    const all = [...host.audit.events];
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  };
  decisions();
  return { host, instance, root, data, call, decisions };
}

/** Every name beside the mount, with its content. */
function outsideOf(root: string): readonly string[] {
  const names = ['.', 'outer'].flatMap((dir) => readdirSync(join(root, dir)).map((name) => `${dir}/${name}`));
  return names
    .filter((name) => name !== './data')
    .sort()
    .map((name) => {
      const found = lstatSync(join(root, name));
      return `${name} ${found.isFile() ? readFileSync(join(root, name), 'utf8') : 'no file'}`;
    });
}

/** The decisions as text: `denied filesystem.read /data/a.txt`. */
export const told = (events: readonly AuditEvent[]): readonly string[] =>
  events.map(
    ({ allowed, area, action, resource }) => `${allowed ? 'allowed' : 'denied'} ${area}.${action} ${resource}`,
  );
