/** Records the examples, and replays all of it in another process. */
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EngineName } from '@airssys/model';
import { PER_ROUND, recordExamples, type RoundsOptions } from './record-examples.ts';
import type { ReplayReport } from './replay-all.ts';

export interface CampaignOptions {
  /** Instances that are recorded, of all engines together; rounded up to whole rounds. */
  readonly runs: number;
  readonly engines: readonly EngineName[];
  /** As {@link RoundsOptions} has it. */
  readonly onQuickJs?: RoundsOptions['onQuickJs'];
  readonly seed: number;
  /** Made anew, and removed where all is well. */
  readonly directory: string;
  readonly onProgress?: (text: string) => void;
}

export interface CampaignSummary {
  readonly seed: number;
  readonly reports: readonly ReplayReport[];
  readonly findings: readonly ReplayReport[];
}

export async function replaysCampaign(options: CampaignOptions): Promise<CampaignSummary> {
  const { runs, engines, onQuickJs, seed, directory, onProgress = () => {} } = options;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const rounds = Math.ceil(runs / engines.length / PER_ROUND);
  for (const engine of engines) {
    const onRound = (round: number): void => onProgress(`${engine}: recorded ${round} of ${rounds} rounds`);
    await recordExamples({ rounds, engine, onQuickJs, seed, directory, onRound });
  }
  const program = join(import.meta.dirname, 'replay-all.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, directory], { maxBuffer: 2 ** 28 });
  const reports = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReplayReport); // as the program writes it
  const findings = reports.filter(
    ({ difference, isWhole, isChangeFound }) => difference !== undefined || !isWhole || isChangeFound === false,
  );
  if (findings.length === 0) rmSync(directory, { recursive: true, force: true });
  return { seed, reports, findings };
}
