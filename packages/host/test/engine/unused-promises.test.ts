import { expect, test } from 'vitest';
import { transpile } from '../../src/engine/transpiler.ts';
import { withoutUnusedPromises } from '../../src/engine/unused-promises.ts';
import { built } from '../components.ts';

const second = (name: string, fn: string): string =>
  `  try {\n    ${name} = WebAssembly.promising(${fn});\n  } catch(err) {\n    ${name} = ${fn};\n  }\n`;

test('what nothing reads is left out, what is read stays', () => {
  const glue = `let realloc0Async;\nlet realloc1Async;\n${second('realloc0Async', 'exports1.cabi_realloc')}${second('realloc1Async', "exports2['x y']")}await realloc1Async(1);\n`;
  const lean = withoutUnusedPromises(glue);
  expect(lean).not.toContain('realloc0Async =');
  expect(lean).toContain("realloc1Async = WebAssembly.promising(exports2['x y'])");
});

test('a real component has them, and loses them', async () => {
  const { glue } = await transpile({ bytes: await built('probe'), suspendingImports: [], metering: 'fast' }, 'probe');
  expect(glue).toMatch(/postReturn\d+Async = WebAssembly\.promising/);
  expect(withoutUnusedPromises(glue)).not.toMatch(/postReturn\d+Async = WebAssembly\.promising/);
});
