import { join } from 'node:path';

/** Prepared components are kept between runs: they are found by their content. */
export const CACHE_DIR: string = join(import.meta.dirname, '../../../node_modules/.cache/airssys-host-tests');
