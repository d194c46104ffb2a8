import { WitError } from '../host-service.ts';

/** The cases of WIT's `process-error`. */
export type ProcessErrorCase = 'not-found' | 'denied' | 'invalid-argument' | 'too-many' | 'unsupported' | 'io-error';

export const processError = (which: ProcessErrorCase, what: string): WitError => new WitError(which, what);
