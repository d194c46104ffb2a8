/** A process that has no room for another memory, and then makes an instance that needs one. Tells how that ends. */
import { readFileSync } from 'node:fs';
import { ComponentHost, TrapError } from '../../src/index.ts';

const [cacheDir = '', file = ''] = process.argv.slice(2);
const host = new ComponentHost({ cacheDir });
const loaded = await host.load(readFileSync(file));
const memories: WebAssembly.Memory[] = [];
let end = 'ready';
// What loading has used is given back when it suits the collector: an instance that still found room takes that too.
for (let attempt = 0; attempt < 20 && end === 'ready'; attempt += 1) {
  try {
    for (;;) memories.push(new WebAssembly.Memory({ initial: 0 }));
  } catch {
    // V8 reserves 8 GB of address space or more for each.
  }
  end = await loaded.instantiate().then(
    () => 'ready',
    (error: unknown) => (error instanceof TrapError ? error.kind : String(error)),
  );
}
process.send?.([memories.length > 100, end], () => process.disconnect?.());
