/** A host that is given commands to several components at the same time. */
import { Host } from '../../../src/index.ts';
import { KINDS, Subject, VERSIONS } from '../../host/model.ts';
import { CACHE_DIR } from '../../cache-dir.ts';
import { randomFrom, tell } from '../crash-suite.ts';
import { type Fact, IDS } from './facts.ts';

const [dir = '', seed = ''] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const fact = async (one: Fact): Promise<void> => await tell(one);
const subjects = await Promise.all(IDS.map(async (id) => await Subject.make(id)));
const host = await Host.open({ dataDir: dir, cacheDir: CACHE_DIR });

async function operate(subject: Subject): Promise<void> {
  const { id } = subject;
  await fact({ kind: 'is', id, model: await subject.seen(host) });
  for (;;) {
    const command = KINDS[Math.floor(random() * KINDS.length)] ?? 'start';
    const version = Math.floor(random() * VERSIONS);
    await fact({ kind: 'begun', id, command, version });
    await subject.command(host, command, version);
    await fact({ kind: 'is', id, model: await subject.seen(host) });
  }
}

await Promise.all(subjects.map(operate));
