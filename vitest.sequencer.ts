import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute each: begun last, one of them would keep one worker busy while the other has nothing left to do. */
const LONG: ReadonlySet<string> = new Set([
  'test/replays/replays.test.ts',
  'test/conformance.test.ts',
  'test/wasmtime.test.ts',
  'test/documented/snippets.test.ts',
]);

/** Vitest's own order, by durations where it knows them and by sizes where not, but long files before all others. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.has(relative(import.meta.dirname, moduleId));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
