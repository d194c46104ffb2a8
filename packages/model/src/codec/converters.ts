/** What compiles the types of each kind: all of it, and nothing else, is exported to components (`kinds.ts`). */
import { authorResult, jsonOption, lowerResultSides, nestedOption, nestedResult, option } from './containers.ts';

export { tuple } from './containers.ts';
export { date } from './dates.ts';
export { errorRecord, errorVariant, thrownErrors } from './declared-errors.ts';
export { enumeration, record, variant } from './definitions.ts';
export { flags } from './flags.ts';
export { jsonText } from './json-text.ts';
export { list } from './lists.ts';

interface OptionKinds {
  readonly option: typeof option;
  readonly jsonOption: typeof jsonOption;
  readonly nestedOption: typeof nestedOption;
}

interface ResultKinds {
  readonly nestedResult: typeof nestedResult;
  readonly authorResult: typeof authorResult;
  readonly lowerResultSides: typeof lowerResultSides;
}

export const options: OptionKinds = { option, jsonOption, nestedOption };
export const results: ResultKinds = { nestedResult, authorResult, lowerResultSides };
