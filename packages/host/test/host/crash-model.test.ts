/**
 * Random commands, and a host that ends at a random point between two durable steps: what the next host finds is what was
 * acknowledged, with the command under way done or undone, and never half of it.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { findTransition, type LifecycleState } from '../../src/lifecycle/lifecycle-state.ts';
import { Host } from '../../src/host/host.ts';
import type { UpdateStrategy } from '../../src/index.ts';
import type { LifecycleEvent } from '../../src/lifecycle/lifecycle-events.ts';
import { CACHE_DIR } from '../components.ts';
import { versioned } from './versioned.ts';

const ID = 'test:versioned';
const KINDS = ['install', 'start', 'stop', 'update', 'bad update', 'rollback', 'uninstall', 'collect'] as const;
type Kind = (typeof KINDS)[number];

/** What is known of the component from outside. */
interface Model {
  readonly state: LifecycleState;
  /** The version that would answer. */
  readonly active?: number;
  readonly previous?: number;
}

interface Outcome {
  readonly isDone: boolean;
  readonly model: Model;
}

const STRATEGIES: readonly UpdateStrategy[] = [
  { kind: 'blue-green' },
  { kind: 'stop-start' },
  { kind: 'canary', steps: [{ weight: 50 }] },
];
const NOTHING: Model = { state: 'uninstalled' };
const VERSIONS = 3;
/** The version that never starts. */
const BAD = VERSIONS;
let versions: readonly Uint8Array[] = [];
let hashes: readonly string[] = [];

beforeAll(async () => {
  const good = Array.from({ length: VERSIONS }, (_, at) => versioned({ answer: at }));
  versions = await Promise.all([...good, versioned({ answer: BAD, start: '(unreachable)' })]);
  hashes = versions.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
});

/** How a command that comes to its end ends, and what is there then. */
function outcome(model: Model, kind: Kind, version: number): Outcome {
  const { state, active, previous } = model;
  const done = (next: Model): Outcome => ({ isDone: true, model: next });
  const refused: Outcome = { isDone: false, model };
  if (kind === 'collect') return done(model);
  if (kind === 'install') return active === undefined ? done({ state: 'installed', active: version }) : refused;
  if (active === undefined) return refused;
  switch (kind) {
    case 'start':
      return active === BAD
        ? { isDone: false, model: { ...model, state: 'failed' } }
        : done({ ...model, state: 'running' });
    case 'stop':
      return done({ ...model, state: state === 'installed' ? state : 'stopped' });
    case 'uninstall':
      return state === 'running' ? refused : done(NOTHING);
    case 'update':
    case 'bad update':
    case 'rollback': {
      const next = kind === 'update' ? version : kind === 'rollback' ? previous : BAD;
      if (next === undefined) return refused;
      const isToRun = state === 'running' || state === 'failed';
      if (isToRun && next === BAD) return refused;
      return done({ state: isToRun ? 'running' : state, active: next, previous: active });
    }
  }
}

class Crash extends Error {}

/** Lets so many steps pass before the process is gone; from then on none does. */
class Fuse {
  left = Infinity;
  isBlown = false;

  readonly at = (step: string): void => {
    this.isBlown ||= this.left <= 0;
    if (this.isBlown) throw new Crash(`gone at ${step}`);
    this.left -= 1;
  };
}

async function command(host: Host, kind: Kind, version: number): Promise<void> {
  const bytes = versions[version] ?? new Uint8Array();
  switch (kind) {
    case 'install':
      await host.install(bytes);
      return;
    case 'start':
      await host.start(ID);
      return;
    case 'stop':
      await host.stop(ID);
      return;
    case 'update':
      await host.update(ID, bytes, { strategy: STRATEGIES[version] });
      return;
    case 'bad update':
      await host.update(ID, versions[BAD] ?? bytes);
      return;
    case 'rollback':
      await host.rollback(ID);
      return;
    case 'uninstall':
      await host.uninstall(ID);
      return;
    case 'collect':
      await host.collectGarbage();
      return;
  }
}

async function seen(host: Host): Promise<Model> {
  const found = host.query().byName(ID).first();
  if (found === undefined) return NOTHING;
  const number = (hash: string | undefined): number | undefined =>
    hash === undefined ? undefined : hashes.indexOf(hash);
  const [active, previous] = [number(found.hash), number(found.previous)];
  // Who runs also answers, and as the version that the registry says.
  if (found.state === 'running') expect(await host.call(ID, 'answer')).toBe(active);
  return {
    state: found.state,
    ...(active !== undefined && { active }),
    ...(previous !== undefined && { previous }),
  };
}

/** What is needed is on the disk, and nothing else that was not acknowledged once. */
function expectFiles(host: Host, dataDir: string, acknowledged: ReadonlySet<number>): void {
  const files = readdirSync(join(dataDir, 'components'));
  const needed = host
    .query()
    .list()
    .flatMap(({ versions }) => versions.map(({ hash }) => `${hash}.wasm`));
  expect(files).toEqual(expect.arrayContaining(needed));
  expect([...acknowledged].map((version) => `${hashes[version]}.wasm`)).toEqual(expect.arrayContaining(files));
}

/** Every transition is one of the table, and begins where the one before it has ended. */
function expectHistory(host: Host): void {
  let state: LifecycleState = 'uninstalled';
  for (const { from, to } of host.history()) {
    expect(from).toBe(state);
    expect(findTransition(from, to), `${from} → ${to}`).toBeDefined();
    state = to;
  }
}

/** Ends the host as a killed process ends: nothing that it still does reaches the disk. Answers what it has told of. */
async function abandon(host: Host, events: AsyncIterable<LifecycleEvent>): Promise<readonly LifecycleEvent[]> {
  await host.close().catch(() => {});
  const told: LifecycleEvent[] = [];
  for await (const event of events) told.push(event);
  return told;
}

const step = fc.record({
  kind: fc.constantFrom(...KINDS, 'update' as const, 'bad update' as const, 'start' as const),
  version: fc.integer({ min: 0, max: VERSIONS - 1 }),
  /** The host ends after so many durable steps of the command. */
  crashAfter: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 2, nil: Infinity }),
});
const INSTALL = { kind: 'install', version: 0, crashAfter: Infinity } as const;

test('whatever is commanded, and whenever the host ends: all is as it was acknowledged, or as the last command wanted it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'airssys-crash-'));
      const open = async (): Promise<Host> => await Host.openWithFaults({ dataDir, cacheDir: CACHE_DIR }, fuse.at);
      let fuse = new Fuse();
      let host = await open();
      let events = host.events();
      let model: Model = NOTHING;
      const acknowledged = new Set<number>();
      for (const { kind, version, crashAfter } of [INSTALL, ...steps]) {
        fuse.left = crashAfter;
        const expected = outcome(model, kind, version);
        const isDone = await command(host, kind, version).then(
          () => true,
          () => false,
        );
        if (fuse.isBlown) {
          const told = await abandon(host, events);
          fuse = new Fuse();
          host = await open();
          events = host.events();
          const found = await seen(host);
          expect(isDone ? [expected.model] : [model, expected.model], `${kind} in ${model.state}`).toContainEqual(
            found,
          );
          model = found;
          const kept = new Map(host.history().map((entry) => [entry.sequence, entry]));
          for (const event of told) {
            expect(event).toMatchObject(
              event.kind === 'transition' ? { ...kept.get(event.sequence) } : { kind: 'transition' },
            );
          }
        } else {
          expect(isDone, `${kind} in ${model.state}`).toBe(expected.isDone);
          ({ model } = expected);
          fuse.left = Infinity;
          expect(await seen(host)).toEqual(model);
        }
        for (const one of [model.active, model.previous]) if (one !== undefined) acknowledged.add(one);
        expectFiles(host, dataDir, acknowledged);
      }
      expectHistory(host);
      await host.close();
      rmSync(dataDir, { recursive: true });
    }),
    { numRuns: Number(process.env['AIRSSYS_CRASH_RUNS'] ?? 40) },
  );
}, 300_000);
