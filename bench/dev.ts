/** `airssys dev` as its user has it: from a save to the version that is served, with the stages that it tells of. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Benchmark, median } from './entry.ts';

const root = join(import.meta.dirname, '..');
/** Inside of the repository, so that the packages resolve. */
const folder = join(root, '.airssys/bench-dev');
const entry = join(folder, 'src/numbers.ts');
const EDITS = 20;
const TARGET_MS = 500;

interface DevEvent {
  readonly event: string;
  readonly what?: string;
  readonly buildMs?: number;
  readonly swapMs?: number;
  readonly stages?: Readonly<Record<string, number>>;
}

export const dev: Benchmark = async function* () {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/numbers-1.ts'), 'utf8');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "bench-dev", "type": "module", "private": true }');
  writeFileSync(entry, text);
  const bin = join(root, 'packages/cli/bin/airssys.js');
  const child = spawn(process.execPath, [bin, 'dev', entry, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const until = async (isIt: (event: DevEvent) => boolean): Promise<DevEvent> => {
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error('airssys dev has ended');
        const event = JSON.parse(next.value) as DevEvent; // as the command's help says
        if (event.event === 'failed') throw new Error(`airssys dev failed: ${next.value}`);
        if (isIt(event)) return event;
      }
    };
    // Types are looked at last, when nothing else of a version is left to do.
    const atRest = async (): Promise<unknown> => await until(({ what }) => what === 'types');
    await atRest();
    const served: number[] = [];
    const events: DevEvent[] = [];
    for (let edit = 0; edit < EDITS; edit += 1) {
      const since = performance.now();
      writeFileSync(entry, `${text}\nexport const edit = ${edit};\nconsole.log('edit', edit);\n`);
      events.push(await until(({ event }) => event === 'swapped'));
      served.push(performance.now() - since);
      await atRest();
    }
    const of = (value: (event: DevEvent) => number | undefined): string =>
      median(events.map((event) => value(event) ?? Number.NaN)).toFixed(0);
    const names = Object.keys(events[0]?.stages ?? {});
    const stages = names.map((name) => `${name} ${of(({ stages }) => stages?.[name])}`).join(', ');
    yield {
      name: 'dev.quickjs.served',
      ours: median(served),
      peer: TARGET_MS,
      unit: 'ms',
      note: `median of ${EDITS} edits, from save to served, against the target (longest ${Math.max(...served).toFixed(0)}); build ${of(({ buildMs }) => buildMs)}: ${stages}; swap ${of(({ swapMs }) => swapMs)}`,
    };
  } finally {
    child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
};
