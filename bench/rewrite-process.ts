/** How long the rewriter takes for the largest core module of a component: as the first thing in a process, and later. */
import { readFileSync } from 'node:fs';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { meterModule } from '../packages/host/src/engine/metering/meter-module.ts';
import { median } from './entry.ts';

const ROUNDS = 8;

const [file = ''] = process.argv.slice(2);
const { files } = await transpileBytes(readFileSync(file), {
  name: 'component',
  instantiation: { tag: 'async' },
  emitTypescriptDeclarations: false,
});
const modules = Object.entries(files).flatMap(([name, content]) => (name.endsWith('.wasm') ? [content] : []));
const [largest = new Uint8Array()] = modules.toSorted((a, b) => b.length - a.length);

/** Milliseconds of this thread: what V8 does beside, on others, does not hold it up. */
function rewrite(): number {
  const before = process.threadCpuUsage();
  meterModule(largest, { mode: 'fast' });
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

const [first = NaN, ...rest] = Array.from({ length: ROUNDS }, rewrite);
process.stdout.write(JSON.stringify({ first, later: median(rest.slice(2)) }));
