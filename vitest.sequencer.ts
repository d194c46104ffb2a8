import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { LONG } from './vitest.long.ts';

const FIRST: ReadonlySet<string> = new Set(LONG);

/**
 * Vitest's own order, by durations where it knows them and by sizes where not, but long files before all others: begun last, one of
 * them would keep one worker busy while the other has nothing left to do.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => FIRST.has(relative(import.meta.dirname, moduleId));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
