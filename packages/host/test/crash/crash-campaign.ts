/** Kills a suite's program at random moments, again and again, and looks at what it has left behind each time. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CrashSuite, randomFrom } from './crash-suite.ts';

export interface CrashCampaignOptions {
  readonly suite: CrashSuite;
  readonly runs: number;
  readonly seed: number;
  /** Where the programs work; made, and removed afterwards where nothing was found. */
  readonly dir: string;
  readonly onRun?: (run: number, facts: number) => void;
}

export interface CrashSummary {
  readonly suite: string;
  readonly seed: number;
  readonly runs: number;
  /** Facts that were told. */
  readonly facts: number;
  readonly findings: readonly { readonly run: number; readonly dir: string; readonly what: string }[];
  readonly durationMs: number;
}

/** Runs on one directory: so many that what one leaves behind is used by others, and none becomes large. */
const RUNS_PER_DIR = 10;
/** Facts or milliseconds after which the program is killed, at most. The times are short enough to hit its start, too. */
const MAX_FACTS = 300;
const MAX_DELAY_MS = 1_500;
/** Every fourth run is killed by the clock, whatever the program is doing then. */
const BY_CLOCK = 0.25;

export async function crashCampaign(options: CrashCampaignOptions): Promise<CrashSummary> {
  const { suite, runs, seed, onRun } = options;
  const startedAt = performance.now();
  const random = randomFrom(seed);
  const findings: { run: number; dir: string; what: string }[] = [];
  let told: unknown[] = [];
  let facts = 0;
  for (let run = 1; run <= runs; run += 1) {
    const round = Math.floor((run - 1) / RUNS_PER_DIR);
    const dir = join(options.dir, `round-${round}`);
    if ((run - 1) % RUNS_PER_DIR === 0) {
      told = [];
      await mkdir(dir, { recursive: true });
    }
    const before = told.length;
    const end = await runUntilKilled(suite, dir, random, told);
    facts += told.length - before;
    const wrong = end === 'SIGKILL' ? await suite.verify(dir, told) : [`the program ended by itself: ${end}`];
    findings.push(...wrong.map((what) => ({ run, dir, what })));
    onRun?.(run, facts);
    const isLast = run === runs || run % RUNS_PER_DIR === 0;
    if (isLast && !findings.some((finding) => finding.dir === dir)) await rm(dir, { recursive: true, force: true });
  }
  return { suite: suite.name, seed, runs, facts, findings, durationMs: Math.round(performance.now() - startedAt) };
}

/** Answers by what the program ended. */
async function runUntilKilled(
  suite: CrashSuite,
  dir: string,
  random: () => number,
  told: unknown[],
): Promise<string | number> {
  const child = fork(suite.program, [dir, String(Math.floor(random() * 2 ** 31))], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const kill = (): void => void child.kill('SIGKILL');
  const isByClock = random() < BY_CLOCK;
  const amount = random();
  // Where it tells nothing for long, the clock ends it all the same.
  const timer = setTimeout(kill, isByClock ? amount * MAX_DELAY_MS : 10 * MAX_DELAY_MS);
  let left = isByClock ? Infinity : 1 + Math.floor(amount * MAX_FACTS);
  child.on('message', (fact) => {
    told.push(fact);
    left -= 1;
    if (left <= 0) kill();
  });
  const closed = once(child, 'close');
  const disconnected = child.connected ? once(child, 'disconnect') : undefined;
  const [code, signal] = (await closed) as [number | null, string | null]; // what 'close' has
  clearTimeout(timer);
  // What it told before it was killed may still be on its way.
  await disconnected;
  return signal ?? code ?? 'nothing';
}
