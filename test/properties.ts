/**
 * fast-check for tests: with one seed, so that a check fails for what was changed and not by chance. `npm run properties` draws new
 * seeds for as long as it is let.
 */
import fc from 'fast-check';

/** For tests that draw by themselves. */
export const SEED: number = Number(process.env['AIRSSYS_PROPERTY_SEED'] ?? 1);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });

export { default } from 'fast-check';
