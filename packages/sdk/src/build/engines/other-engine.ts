import { AirssysError } from '@airssys/model';

/** An engine that is not the one which was to be mended. */
export function otherEngine(tool: string, found: string, cause?: unknown): AirssysError {
  return new AirssysError(
    'AIRSSYS_BUILD_ENGINE',
    `The component that ${tool} has made is not what this version of airssys expects: ${found}`,
    { hint: `Install the version of ${tool} that @airssys/sdk names in its package.json.`, cause },
  );
}
