import { AirssysError } from '@airssys/model';

/** What whoever runs the command can mend. */
export const usageError = (message: string, hint: string, data?: Readonly<Record<string, unknown>>): AirssysError =>
  new AirssysError('AIRSSYS_CLI_USAGE', message, { hint, data });
