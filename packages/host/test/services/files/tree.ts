/** A mounted directory with files, beside one that is none of the component's business. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { CapabilitySet } from '../../../src/capabilities/capability-set.ts';
import { FileTree, type FileTreeOptions } from '../../../src/services/files/file-tree.ts';
import { filesService } from '../../../src/services/files/files-service.ts';
import { type HostCall } from '../../../src/services/host-service.ts';
import { temporaryDirectory } from '../../components.ts';

export const ALL = ['filesystem.read:/**', 'filesystem.write:/**', 'filesystem.delete:/**', 'filesystem.list-dir:/**'];

export interface Tree {
  /** Outside of the mount. */
  readonly root: string;
  readonly data: string;
  /** Calls a function as the gate does: with the grants, checked before and on demand. */
  readonly call: (name: string, path: string, content?: Uint8Array) => Promise<unknown>;
  /** Runs between the check of a resolved path and its use. */
  onDemand: () => void;
}

export interface TreeOptions extends FileTreeOptions {
  readonly maxTransferBytes?: number;
}

export function tree(grants: readonly string[] = ALL, options: TreeOptions = {}): Tree {
  const root = temporaryDirectory();
  const data = join(root, 'data');
  mkdirSync(join(data, 'dir'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(data, 'a.txt'), 'A');
  writeFileSync(join(data, 'dir', 'b.txt'), 'B');
  const files = new FileTree({ mounts: { '/data': data }, ...options });
  onTestFinished(async () => await files[Symbol.asyncDispose]());
  const { waiting = {} } = filesService({ tree: files, maxTransferBytes: options.maxTransferBytes });
  const capabilities = CapabilitySet.from(grants);
  const result: Tree = {
    root,
    data,
    onDemand: () => {},
    call: async (name, path, content = new Uint8Array()) => {
      const fn = waiting[name];
      if (fn === undefined) throw new TypeError(`there is no ${name}`);
      const demand: HostCall['demand'] = (access) => {
        if (!capabilities.decide(access).allowed) throw fn.denied?.(access);
        result.onDemand();
      };
      const call: HostCall = {
        componentId: 'a:b',
        version: '',
        operation: 'op',
        signal: new AbortController().signal,
        demand,
        permits: (access) => capabilities.decide(access).allowed,
        conceal: () => {},
        context: undefined,
      };
      const access = fn.access?.(call, ...([path] as never[]));
      if (access && !capabilities.decide(access).allowed) throw fn.denied?.(access);
      return await fn.call(call, ...([path, content] as never[]));
    },
  };
  return result;
}

export const text = (content: unknown): string =>
  content instanceof Uint8Array ? Buffer.from(content).toString() : '';
export const utf8 = (content: string): Uint8Array => new TextEncoder().encode(content);
export const READS = ['read', 'metadata', 'listDirectory'] as const;
export const WRITES = ['write', 'append', 'delete'] as const;

export const expectFailure = (call: Promise<unknown>, tag: string, val?: unknown): Promise<void> =>
  expect(call).rejects.toMatchObject({ payload: { tag, ...(val !== undefined && { val }) } });
