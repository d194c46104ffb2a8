/**
 * What workers tell the process that reports of components that counted: files in one directory per run of Vitest. Of each build its
 * files, once; of each instance its counters, as they were before its first call and at its end. A worker that is killed loses
 * those of the instances that were alive.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { ReadBlock } from './counter-block.ts';

/** The counters of one instance. */
export interface InstanceRecord {
  /** Absolute path; undefined outside of one. */
  readonly testFile: string | undefined;
  /** Which build, as {@link writeBuild} was told. */
  readonly build: string;
  readonly started: readonly ReadBlock[];
  readonly ended: readonly ReadBlock[];
}

const BUILD_PREFIX = 'build-';
const INSTANCES_PREFIX = 'instances-';

const nameOf = (build: string): string => createHash('sha256').update(build).digest('hex').slice(0, 32);

/** Writes what the build knows of its files: what the transform `INSTRUMENT` has kept of each. */
export function writeBuild(dir: string, build: string, files: readonly string[]): void {
  const path = join(dir, `${BUILD_PREFIX}${nameOf(build)}.json`);
  if (existsSync(path)) return;
  try {
    writeFileSync(path, JSON.stringify(files), { flag: 'wx' });
  } catch (error) {
    // Another worker was first, with the same.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

export function writeInstance(dir: string, record: InstanceRecord): void {
  const line = JSON.stringify({ ...record, build: nameOf(record.build) } satisfies InstanceRecord);
  appendFileSync(join(dir, `${INSTANCES_PREFIX}${process.pid}-${threadId}.jsonl`), `${line}\n`);
}

export interface CoverageRecords {
  /** The files of each build. */
  readonly builds: ReadonlyMap<string, readonly string[]>;
  readonly instances: readonly InstanceRecord[];
}

export function readRecords(dir: string): CoverageRecords {
  const names = readdirSync(dir);
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const builds = names
    .filter((name) => name.startsWith(BUILD_PREFIX))
    // Written above, by this version of the package.
    .map((name) => [name.slice(BUILD_PREFIX.length, -'.json'.length), JSON.parse(read(name)) as string[]] as const);
  const instances = names
    .filter((name) => name.startsWith(INSTANCES_PREFIX))
    .flatMap((name) => read(name).split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as InstanceRecord);
  return { builds: new Map(builds), instances };
}

export function clearRecords(dir: string): void {
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { force: true });
}
