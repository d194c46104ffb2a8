/**
 * fast-check for tests: with one seed, so that a check fails for what was changed and not by chance. `npm run properties` draws new
 * seeds for as long as it is let.
 */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['AIRSSYS_PROPERTY_SEED'] ?? 1) });

export { default } from 'fast-check';
