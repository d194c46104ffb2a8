/** A process that loads a component and tells what it computes. */
import { readFileSync } from 'node:fs';
import { ComponentHost } from '../../src/index.ts';

const [cacheDir = '', file = ''] = process.argv.slice(2);
const host = new ComponentHost({ cacheDir });
process.send?.('begins');
const loaded = await host.load(readFileSync(file));
const instance = await loaded.instantiate();
const outcome = await instance.callExport('test:guest/ops@1.0.0', 'run', []);
process.send?.({ fromCache: loaded.fromCache, value: outcome.ok && outcome.value }, () => process.disconnect?.());
