import type { NeedsTable } from './needs.ts';

const OWN_LOG = 'it tells the operator something, in the bounds of a limit';
const OWN_NAME = 'it tells the component of itself, and of those that it may send to';
const OWN_REQUEST = 'it ends what the component itself has asked for';

const payload = Uint8Array.of(1);
const target = { namespace: 'test', name: 'peer', instance: '' };

const read = { grants: ['storage.read'] };
const inData = (action: string, ...args: readonly unknown[]) => ({
  grants: [`filesystem.${action}:/data/**`],
  args: () => args,
});

export const CORE: NeedsTable = {
  'airssys:core/host-services#log': { none: OWN_LOG },
  'airssys:core/host-services#list-components': { none: OWN_NAME },
  'airssys:core/host-services#get-component-metadata': { none: OWN_NAME },
  'airssys:core/host-services#current-time': { grants: ['clock.read'] },
  'airssys:core/host-services#current-time-millis': { grants: ['clock.read'] },
  'airssys:core/host-services#sleep-millis': { grants: ['clock.read'], args: () => [1n] },
  'airssys:core/host-messaging#send': { grants: ['messaging.send:test:peer'], args: () => [target, payload] },
  'airssys:core/host-messaging#request': {
    grants: ['messaging.request:test:peer'],
    args: () => [target, payload, 10n],
  },
  'airssys:core/host-messaging#broadcast': {
    grants: ['messaging.broadcast:test:peer'],
    args: () => [[target], payload],
  },
  'airssys:core/host-messaging#cancel-request': { none: OWN_REQUEST },
  'airssys:core/host-messaging#self-id': { none: OWN_NAME },
  'airssys:core/storage#get': { ...read, args: () => ['key'] },
  'airssys:core/storage#exists': { ...read, args: () => ['key'] },
  'airssys:core/storage#list-keys': read,
  'airssys:core/storage#usage': read,
  'airssys:core/storage#set': { grants: ['storage.write'], args: () => ['key', Uint8Array.of(1)] },
  'airssys:core/storage#delete': { grants: ['storage.delete'], args: () => ['key'] },
  'airssys:ext-storage/entries#get': { ...read, args: () => ['key'] },
  'airssys:ext-storage/entries#scan': { ...read, args: () => ['', undefined, 10] },
  'airssys:ext-storage/entries#set': {
    grants: ['storage.write', 'storage.read'],
    args: () => [{ key: 'key', value: Uint8Array.of(1), expected: { tag: 'absent' } }],
  },
  'airssys:ext-storage/entries#delete': { grants: ['storage.delete'], args: () => [{ key: 'key' }] },
  'airssys:ext-storage/entries#batch': {
    grants: ['storage.write', 'storage.delete', 'storage.read'],
    args: () => [
      [
        { tag: 'set', val: { key: 'key', value: Uint8Array.of(1) } },
        { tag: 'delete', val: { key: 'other' } },
        { tag: 'check', val: { key: 'third', expected: { tag: 'absent' } } },
      ],
    ],
  },
  'airssys:ext-random/random#get-random-bytes': { grants: ['random.read'], args: () => [4n] },
  'airssys:ext-filesystem/files#read': inData('read', '/data/a.txt'),
  'airssys:ext-filesystem/files#write': inData('write', '/data/b.txt', Uint8Array.of(1)),
  'airssys:ext-filesystem/files#append': inData('write', '/data/a.txt', Uint8Array.of(1)),
  'airssys:ext-filesystem/files#truncate': inData('write', '/data/a.txt', 1n),
  'airssys:ext-filesystem/files#set-modified': inData('write', '/data/a.txt', 1n),
  'airssys:ext-filesystem/files#create-directory': inData('write', '/data/new'),
  'airssys:ext-filesystem/files#create-link': {
    grants: ['filesystem.read:/data/**', 'filesystem.write:/data/**'],
    args: () => ['/data/link', 'a.txt'],
  },
  'airssys:ext-filesystem/files#delete': inData('delete', '/data/a.txt'),
  'airssys:ext-filesystem/files#remove-directory': inData('delete', '/data/sub'),
  'airssys:ext-filesystem/files#metadata': inData('metadata', '/data/a.txt'),
  'airssys:ext-filesystem/files#read-link': inData('metadata', '/data/a.txt'),
  'airssys:ext-filesystem/files#list-directory': inData('list-dir', '/data/sub'),
  'airssys:ext-filesystem/files#rename': {
    grants: ['filesystem.delete:/data/**', 'filesystem.read:/data/**', 'filesystem.write:/data/**'],
    args: () => ['/data/a.txt', '/data/c.txt'],
  },
  'airssys:ext-filesystem/files#copy': {
    grants: ['filesystem.read:/data/**', 'filesystem.write:/data/**'],
    args: () => ['/data/a.txt', '/data/c.txt'],
  },
};
