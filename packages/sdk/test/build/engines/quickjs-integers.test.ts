/** What the functions do is tested with real components, in the host's `scalars.test.ts`. Here: what they are put into. */
import { parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { carryExactIntegers } from '../../../src/build/engines/quickjs-integers.ts';

/** A component with a module of the runtime's exports, as far as they are needed; they do nothing. */
function runtime(change: (module: string) => string = (module) => module): string {
  const push = (name: string, type: string): string => `(func (export "wit_dylib_push_${name}") (param i32 ${type}))`;
  const pop = (name: string, type: string): string =>
    `(func (export "wit_dylib_pop_${name}") (param i32) (result ${type}) unreachable)`;
  const module = `(core module
    (import "env" "first" (global i32)) (import "env" "__stack_pointer" (global (mut i32)))
    (import "env" "memory" (memory 1)) (import "env" "table" (table 1 2 funcref)) (import "env" "f" (func (param f32)))
    ${push('u32', 'i32')} ${push('u64', 'i64')} ${push('s64', 'i64')} ${push('f64', 'f64')} ${push('string', 'i32 i32')}
    ${pop('u32', 'i32')} ${pop('u64', 'i64')} ${pop('s64', 'i64')} ${pop('f64', 'f64')}
    (func (export "wit_dylib_pop_string") (param i32 i32) (result i32) unreachable)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (global (export "g") i32 (i32.const 7)))`;
  return `(component (core module (func (export "other"))) (component ${change(module)}))`;
}

const mended = async (text: string): Promise<string> => await print(carryExactIntegers(await parse(text)));

test('six exports lead to new functions, all else is as it was', async () => {
  const before = await print(await parse(runtime()));
  const after = await mended(runtime());
  const exported = (text: string): string[] => text.match(/\(export "wit_dylib.*|\(export "cabi.*/g) ?? [];
  expect(exported(after).filter((line) => !exported(before).includes(line))).toMatchInlineSnapshot(`
    [
      "(export "wit_dylib_push_u32" (func 12))",
      "(export "wit_dylib_push_u64" (func 14))",
      "(export "wit_dylib_push_s64" (func 15))",
      "(export "wit_dylib_pop_u32" (func 13))",
      "(export "wit_dylib_pop_u64" (func 16))",
      "(export "wit_dylib_pop_s64" (func 16))",
    ]
  `);
  const kept = before.split('\n').filter((line) => !line.includes('(export "wit_dylib'));
  for (const line of kept) expect(after).toContain(line);
});

test('the same bytes each time', async () => {
  const component = await parse(runtime());
  expect(carryExactIntegers(component)).toEqual(carryExactIntegers(component));
});

test('another runtime is refused', async () => {
  const refusals = await Promise.all(
    [
      '(component (core module (func (export "other"))))',
      `(component ${runtime().slice('(component'.length, -1)} ${runtime().slice('(component'.length, -1)})`,
      runtime((module) => module.replace('wit_dylib_pop_string', 'wit_dylib_pop_text')),
      runtime((module) => module.replace('pop_u64") (param i32)', 'pop_u64") (param i64)')),
      runtime((module) => module.replace('__stack_pointer', 'stack')),
      '(component (core module (type (array i8)) (func (export "wit_dylib_push_u64"))))',
    ].map(async (text) => await mended(text).catch((error: unknown) => error)),
  );
  expect(refusals.map(String)).toMatchInlineSnapshot(`
    [
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: it has 0 core modules that export wit_dylib_push_u64",
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: it has 2 core modules that export wit_dylib_push_u64",
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: its runtime's wit_dylib_pop_string is missing, not ii>i",
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: its runtime's wit_dylib_pop_u64 is I>I, not i>I",
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: its runtime does not import env.__stack_pointer",
      "AirssysError: The component that componentize-qjs has made is not what this version of airssys expects: a core module cannot be read: RangeError: a type that is not a plain function type",
    ]
  `);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'AIRSSYS_BUILD_ENGINE' });
});

test('so is one that is cut off', async () => {
  const component = await parse(runtime());
  expect(() => carryExactIntegers(component.subarray(0, -20))).toThrow('the binary ends too early');
});
