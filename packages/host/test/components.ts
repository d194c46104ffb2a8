/** Components for tests: built from TypeScript with an engine inside, or written as text with nothing but what is written. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildComponent } from '@airssys/sdk/build';
import { onTestFinished } from 'vitest';
import {
  type CallOutcome,
  ComponentHost,
  type ComponentInstance,
  type HostOptions,
  type InstanceOptions,
  TrapError,
} from '../src/index.ts';
import { CACHE_DIR } from './cache-dir.ts';
import { type GuestText, OPS, written } from './written.ts';

export { type GuestFunction, type GuestText, HOST, OPS, written } from './written.ts';

export type EngineName = 'quickjs' | 'starlingmonkey';
export const ENGINES: readonly EngineName[] = ['quickjs', 'starlingmonkey'];

/** Everything that the probe asks for. */
export const PROBE_GRANTS = ['storage', 'clock', 'random', 'filesystem.read:/data/**', 'filesystem.write:/data/**'];

export { CACHE_DIR };

/** Builds a component of `fixtures/`, or takes it from the build's cache. */
export async function built(fixture: string, engine: EngineName = 'quickjs'): Promise<Uint8Array> {
  const { component } = await buildComponent({ entry: fixturePath(fixture), engine, outDir: false });
  return component;
}

export const fixturePath = (fixture: string): string => join(import.meta.dirname, 'fixtures', `${fixture}.ts`);

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
