/** The gate of a real instance's services, opened with other grants each time: what the glue would call, called from here. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { toCamelCase, toPascalCase } from '@airssys/model';
import { onTestFinished } from 'vitest';
import {
  AuditLog,
  CapabilitySet,
  DEFAULT_LIMITS,
  type AuditEvent,
  type Grant,
  type HostService,
} from '../../src/index.ts';
import { ActiveCall } from '../../src/sandbox/active-call.ts';
import { createGate } from '../../src/sandbox/gate.ts';
import { functionNames } from '../../src/services/host-service.ts';
import { Redactor } from '../../src/services/secrets/redactor.ts';
import { temporaryDirectory, testHost } from '../components.ts';

/** What the cases of the table find. */
export interface World {
  /** The directory that is mounted at `/data`. */
  readonly dir: string;
  /** Calls a function by WIT's name with everything granted, to get what another one is called with. */
  all(name: string, ...args: readonly unknown[]): Promise<unknown>;
  /** The port of a server on 127.0.0.1 that speaks HTTP, made when it is first asked for. */
  server(): Promise<number>;
}

export interface Attempt {
  /** What was decided, in order. */
  readonly events: readonly AuditEvent[];
  /** The answer, or what it threw. */
  readonly answer: unknown;
  readonly threw: boolean;
  /** Why the call was stopped, if it was. */
  readonly stopped: string | undefined;
}

export interface OpenGate extends World {
  /** All functions that there are, in WIT's names: `wasi:io/poll@0.2.12#poll`. */
  readonly names: readonly string[];
  /** Calls a function with nothing granted but this. */
  attempt(name: string, grants: Iterable<Grant>, args: readonly unknown[]): Promise<Attempt>;
}

/** Imports something of WASI and of the network, so that its host has all of them ready. */
const IMPORTING = `(component
  (import "wasi:random/random@0.2.12" (instance $random (export "get-random-u64" (func (result u64)))))
  (import "airssys:ext-network/dns@1.0.0" (instance $dns (export "resolve" (func))))
  (core func $f (canon lower (func $random "get-random-u64")))
  (core func $g (canon lower (func $dns "resolve")))
  (core module $m (import "" "f" (func (result i64))) (import "" "g" (func)))
  (core instance (instantiate $m (with "" (instance (export "f" (func $f)) (export "g" (func $g)))))))`;

/** Everything that can be granted, for the set-up of a case. */
const ALL: readonly string[] = [
  'clock',
  'random',
  'storage',
  'environment:*',
  'secrets:*',
  'process:*',
  'network:*:*',
  'network:0.0.0.0/0:*',
  'network:[::/0]:*',
  'network.resolve:0.0.0.0/0',
  'network.resolve:[::/0]',
  'network.resolve:*',
  'messaging:*',
  'filesystem:/data',
  'filesystem:/data/**',
];

export async function openGate(): Promise<OpenGate> {
  const dir = temporaryDirectory();
  await mkdir(join(dir, 'sub'));
  await writeFile(join(dir, 'a.txt'), 'content');
  let services: readonly HostService[] = [];
  const loaded = await testHost({ secrets: { get: () => 'a token' } }).load(await parse(IMPORTING), 'importing');
  const instance = await loaded.instantiate({
    mounts: { '/data': dir },
    env: { NAME: 'value' },
    services: (own) => {
      services = own;
      return [];
    },
  });
  onTestFinished(async () => await instance[Symbol.asyncDispose]());
  const attempt: OpenGate['attempt'] = async (name, grants, args) => {
    const events: AuditEvent[] = [];
    const call = new ActiveCall('test', DEFAULT_LIMITS);
    let stopped: string | undefined;
    call.onStop(({ kind }) => {
      stopped = kind;
    });
    const imports = createGate({
      services,
      imported: services.map((one) => one.interface.split('@')[0] ?? ''),
      capabilities: CapabilitySet.from(grants),
      audit: new AuditLog({ onEvent: (event) => events.push(event) }),
      componentId: 'test:gate',
      version: '',
      instance: 1,
      current: () => call,
      sandbox: () => undefined,
      redactor: new Redactor(),
    });
    try {
      return { events, answer: await callByName(imports, name, args), threw: false, stopped };
    } catch (error) {
      return { events, answer: error, threw: true, stopped };
    }
  };
  let port: Promise<number> | undefined;
  return {
    dir,
    server: async () => await (port ??= startServer()),
    names: functionNames(services),
    attempt,
    all: async (name, ...args) => {
      const { answer, threw } = await attempt(name, ALL, args);
      if (threw) throw answer;
      return answer;
    },
  };
}

async function startServer(): Promise<number> {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

type Fn = (...args: readonly unknown[]) => unknown;

/** As the glue does it: methods on their handles, the rest as it is. */
async function callByName(
  imports: ReturnType<typeof createGate>,
  full: string,
  args: readonly unknown[],
): Promise<unknown> {
  const [interfaceName = '', name = ''] = full.split('#');
  const scope = imports[interfaceName.split('@')[0] ?? ''] ?? {};
  const [, kind, resource = '', member = ''] = /^\[(\w+)\]([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
  if (kind === undefined) return await (scope[toCamelCase(name)] as Fn)(...args);
  const owner = scope[toPascalCase(resource)] as (new (...given: readonly unknown[]) => object) & Record<string, Fn>;
  if (kind === 'constructor') return Reflect.construct(owner, args);
  const [handle, ...rest] = args;
  if (kind === 'static') return await owner[toCamelCase(member)]?.(...args);
  const method: unknown = Reflect.get(handle as object, toCamelCase(member));
  const answer: unknown = Reflect.apply(method as Fn, handle, rest);
  return await answer;
}
