/** Components for tests: built from TypeScript with an engine inside, or written as text with nothing but what is written. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { onTestFinished, vi } from 'vitest';
import {
  type CallOutcome,
  ComponentHost,
  type ComponentInstance,
  type HostOptions,
  type InstanceOptions,
  TrapError,
} from '../src/index.ts';

// A component that is not in the cache takes seconds to build.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export type EngineName = 'quickjs' | 'starlingmonkey';
export const ENGINES: readonly EngineName[] = ['quickjs', 'starlingmonkey'];

/** Everything that the probe asks for. */
export const PROBE_GRANTS = ['storage', 'clock', 'random', 'filesystem.read:/data/**', 'filesystem.write:/data/**'];

/** Prepared components are kept between runs: they are found by their content. */
export const CACHE_DIR = join(import.meta.dirname, '../../../node_modules/.cache/airssys-host-tests');

/** Builds a component of `fixtures/`, or takes it from the build's cache. */
export async function built(fixture: string, engine: EngineName = 'quickjs'): Promise<Uint8Array> {
  const { component } = await buildComponent({ entry: fixturePath(fixture), engine, outDir: false });
  return component;
}

export const fixturePath = (fixture: string): string => join(import.meta.dirname, 'fixtures', `${fixture}.ts`);

/** The interface that written components export their functions in. */
export const OPS = 'test:guest/ops@1.0.0';
/** The interface that they import from. */
export const HOST = 'test:guest/host@1.0.0';

/** A function of a written component: its core function has the same name, its parameters and result are `u32`. */
export interface GuestFunction {
  readonly name: string;
  readonly params?: number;
  readonly result?: boolean;
}

export interface GuestText {
  /** The fields of the core module, which can import from `host`. */
  readonly core: string;
  /** Exported functions; by default `run`, without parameters and with a `u32`. */
  readonly exports?: readonly GuestFunction[];
  /** Imported functions without parameters: by name, the WIT result in the text format. */
  readonly imports?: Readonly<Record<string, string>>;
}

/** A component of one core module. */
export async function written({
  core,
  exports = [{ name: 'run', result: true }],
  imports = {},
}: GuestText): Promise<Uint8Array> {
  const names = Object.entries(imports);
  const lines = [
    '(component',
    names.length > 0 &&
      `(import "${HOST}" (instance $host ${names.map(([name, type]) => `(export "${name}" (func ${type}))`).join(' ')}))`,
    ...names.map(([name]) => `(core func $${name} (canon lower (func $host "${name}")))`),
    `(core module $m ${core})`,
    names.length > 0 &&
      `(core instance $imports ${names.map(([name]) => `(export "${name}" (func $${name}))`).join(' ')})`,
    `(core instance $i (instantiate $m ${names.length > 0 ? '(with "host" (instance $imports))' : ''}))`,
    ...exports.map(({ name, params = 0, result = false }) => {
      const list = Array.from({ length: params }, (_, at) => `(param "p${at}" u32)`).join(' ');
      return `(func $${name} ${list} ${result ? '(result u32)' : ''} (canon lift (core func $i "${name}")))`;
    }),
    `(instance $ops ${exports.map(({ name }) => `(export "${name}" (func $${name}))`).join(' ')})`,
    `(export "${OPS}" (instance $ops))`,
    ')',
  ];
  return await parse(lines.filter((line) => line !== false).join('\n'));
}

/** A host that is disposed when the test ends. */
export function testHost(options: HostOptions = {}): ComponentHost {
  const host = new ComponentHost({ cacheDir: CACHE_DIR, ...options });
  onTestFinished(async () => await host[Symbol.asyncDispose]());
  return host;
}

/** An instance of a written component. */
export async function guest(
  text: GuestText | string,
  options: InstanceOptions = {},
  host: ComponentHost = testHost(),
): Promise<ComponentInstance> {
  const bytes = await written(typeof text === 'string' ? { core: text } : text);
  const loaded = await host.load(bytes, 'guest');
  return await loaded.instantiate(options);
}

/** Calls an export of a written component. */
export async function run(
  instance: ComponentInstance,
  name = 'run',
  ...args: readonly unknown[]
): Promise<CallOutcome> {
  return await instance.callExport(OPS, name, args);
}

/** The trap that a call ended with. */
export async function trapOf(call: Promise<unknown>): Promise<TrapError> {
  const error: unknown = await call.then(
    (value) => new Error(`The call returned ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrapError)) throw error;
  return error;
}

/** A directory that is removed when the test ends. */
export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-host-test-'));
  onTestFinished(async () => await rm(dir, { recursive: true, force: true }));
  return dir;
}
