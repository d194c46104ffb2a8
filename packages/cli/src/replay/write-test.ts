/** A recording as a test of the project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Replayed } from '@airssys/host';
import { usageError } from '../report/usage-error.ts';

export interface ReplayTest {
  readonly recording: string;
  readonly component: string | undefined;
  readonly result: Replayed;
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` where the file is there, or cannot be written. */
export async function writeReplayTest(file: string, test: ReplayTest): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  try {
    await writeFile(file, sourceOf(file, test), { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what writeFile rejects with
    if (code === 'EEXIST') throw usageError(`There is a file ${file} already`, 'Name one that is not there.');
    throw usageError(`${file} cannot be written (${String(code)})`, 'See that you may write there.');
  }
}

function sourceOf(file: string, { recording, component, result }: ReplayTest): string {
  const last = result.recording.calls.at(-1);
  const trap = last?.end !== undefined && 'trap' in last.end.outcome ? last.end.outcome : undefined;
  const { id } = result.recording.header.component;
  const title =
    trap === undefined ? `${id} does as it was recorded` : `${last?.operation ?? id} does not end in ${trap.trap}`;
  const options = [
    ...(component === undefined ? [] : [`component: ${literal(pathFrom(file, component))}`]),
    ...(trap === undefined ? [] : ['fixed: true']),
  ];
  const second = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return [
    "import { replay } from '@airssys/testing';",
    "import { test } from 'vitest';",
    '',
    `// Recorded ${comment(result.recording.header.time)}${trap === undefined ? '.' : `: ${comment(trap.message)}`}`,
    `test(${literal(title)}, async () => {`,
    `  await replay(${literal(pathFrom(file, recording))}${second});`,
    '});',
    '',
  ].join('\n');
}

function pathFrom(file: string, target: string): string {
  const path = relative(dirname(resolve(file)), resolve(target))
    .split(sep)
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** INVARIANT: what a component or a recording says is a text in the program, never a part of it. */
const literal = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`;
const comment = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200);
