/**
 * Random commands, and a host that ends at a random point between two durable steps: what the next host finds is what was
 * acknowledged, with the command under way done or undone, and never half of it.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../../../test/properties.ts';
import { beforeAll, expect, test } from 'vitest';
import { findTransition, type LifecycleState } from '../../src/lifecycle/lifecycle-state.ts';
import { Host } from '../../src/host/host.ts';
import type { LifecycleEvent } from '../../src/lifecycle/lifecycle-events.ts';
import { CACHE_DIR } from '../components.ts';
import { KINDS, type Model, NOTHING, outcome, Subject, VERSIONS } from './model.ts';

let subject: Subject;
beforeAll(async () => {
  subject = await Subject.make('test:versioned');
});

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

/** What is needed is on the disk, and nothing else that was not acknowledged once. */
function expectFiles(host: Host, dataDir: string, acknowledged: ReadonlySet<number>): void {
  const files = readdirSync(join(dataDir, 'components'));
  const needed = host
    .query()
    .list()
    .flatMap(({ versions }) => versions.map(({ hash }) => `${hash}.wasm`));
  expect(files).toEqual(expect.arrayContaining(needed));
  expect([...acknowledged].map((version) => subject.fileOf(version))).toEqual(expect.arrayContaining(files));
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
        const isDone = await subject.command(host, kind, version);
        if (fuse.isBlown) {
          const told = await abandon(host, events);
          fuse = new Fuse();
          host = await open();
          events = host.events();
          const found = await subject.seen(host);
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
          expect(await subject.seen(host)).toEqual(model);
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
