import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Host } from '../../../src/index.ts';
import { findTransition } from '../../../src/lifecycle/lifecycle-state.ts';
import { CACHE_DIR } from '../../cache-dir.ts';
import { type Model, NOTHING, outcome, Subject } from '../../host/model.ts';
import type { CrashSuite } from '../crash-suite.ts';
import { type Fact, IDS } from './facts.ts';

export const hosts: CrashSuite = {
  name: 'hosts',
  program: join(import.meta.dirname, 'program.ts'),
  async verify(dir, told) {
    const facts = told as readonly Fact[]; // what the program tells
    const host = await Host.open({ dataDir: dir, cacheDir: CACHE_DIR });
    try {
      const wrong = await Promise.all(IDS.map(async (id) => await checkComponent(host, id, facts)));
      return [...wrong.flat(), ...checkHistory(host), ...(await checkFiles(host, dir))];
    } finally {
      await host.close();
    }
  },
};

/** It is as it was acknowledged; or, where a command was under way, as that has left it or found it. */
async function checkComponent(host: Host, id: string, facts: readonly Fact[]): Promise<readonly string[]> {
  const own = facts.filter((fact) => fact.id === id);
  const known = own.findLast((fact) => fact.kind === 'is')?.model ?? NOTHING;
  const last = own.at(-1);
  const possible: readonly Model[] =
    last?.kind === 'begun' ? [known, outcome(known, last.command, last.version).model] : [known];
  const subject = await Subject.make(id);
  const found = await subject.seen(host);
  if (possible.some((one) => isDeepStrictEqual(one, found))) return [];
  return [`${id} is ${JSON.stringify(found)} instead of ${possible.map((one) => JSON.stringify(one)).join(' or ')}`];
}

function checkHistory(host: Host): readonly string[] {
  const wrong: string[] = [];
  for (const id of IDS) {
    let state = 'uninstalled';
    for (const { from, to } of host.history({ component: id, after: 0, limit: 1_000_000 })) {
      if (from !== state || findTransition(from, to) === undefined) wrong.push(`${id} went ${state}: ${from} → ${to}`);
      state = to;
    }
  }
  return wrong;
}

/** What is needed is there, and nothing that is not whole; after a collection, nothing else. */
async function checkFiles(host: Host, dir: string): Promise<readonly string[]> {
  await host.collectGarbage();
  const files = readdirSync(join(dir, 'components')).toSorted();
  const versions = host
    .query()
    .list()
    .flatMap((one) => one.versions.map(({ hash }) => `${hash}.wasm`));
  const needed = [...new Set(versions)].toSorted();
  return isDeepStrictEqual(files, needed) ? [] : [`there are the files ${files.join(', ')}, not ${needed.join(', ')}`];
}
