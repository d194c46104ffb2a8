import { isAirssysError } from '@airssys/model';

/** Code, message and hint of what is thrown. */
export function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAirssysError(error)) return `${error.code}: ${error.message}\n${error.hint ?? ''}`;
    throw error;
  }
  return 'nothing was thrown';
}
