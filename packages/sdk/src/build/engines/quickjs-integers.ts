/**
 * Makes a component of componentize-qjs carry integers exactly (docs/decisions/0005-exact-integers.md). Its runtime passes
 * `u64` and `s64` through JavaScript numbers, which are exact to 2⁵³ − 1 only, and a `u32` from 2³¹ as a negative one.
 *
 * The runtime is a core module whose exports move one value each between the ABI and JavaScript (`wit_dylib_push_u64` …).
 * Further functions take the place of six of them, made of other exports:
 *
 * - To JavaScript, a 64-bit integer beyond ±(2⁵³ − 1) goes as a string of decimal digits, all others as a number as before.
 * - From JavaScript, every 64-bit integer is a string of decimal digits with an optional minus sign.
 * - A `u32` is a number from 0 to 2³² − 1.
 *
 * The codec's profile QUICKJS speaks the same. INVARIANT: memory is used as the canonical ABI does for strings: what
 * `push_string` is given comes from `cabi_realloc` and is freed by it, what `pop_string` gives is the runtime's own.
 */
import type { AirssysError } from '@airssys/model';
import { type AddedFunction, addFunctions, type CoreModule, readCoreModule, signatureOf } from '../wasm/core-module.ts';
import { control, f64, functionBody, global, i32, i64, local, sequence } from '../wasm/instructions.ts';
import { mapCoreModules } from '../wasm/sections.ts';
import { otherEngine } from './other-engine.ts';

/** What the runtime has to export, with the signatures as {@link CoreModule} spells them. */
const EXPECTED = {
  wit_dylib_push_u32: 'ii>',
  wit_dylib_push_u64: 'iI>',
  wit_dylib_push_s64: 'iI>',
  wit_dylib_push_f64: 'iF>',
  wit_dylib_push_string: 'iii>',
  wit_dylib_pop_u32: 'i>i',
  wit_dylib_pop_u64: 'i>I',
  wit_dylib_pop_s64: 'i>I',
  wit_dylib_pop_f64: 'i>F',
  wit_dylib_pop_string: 'ii>i',
  cabi_realloc: 'iiii>i',
} as const;

const STACK_POINTER = 'env.__stack_pointer';

/** Where the new functions find the old ones. */
type Callees = Readonly<Record<keyof typeof EXPECTED | 'stackPointer', number>>;

/**
 * The component with a runtime that carries integers exactly.
 *
 * @throws AirssysError `AIRSSYS_BUILD_ENGINE` where the component has not the runtime that this was written for.
 */
export function carryExactIntegers(component: Uint8Array): Uint8Array {
  let patched = 0;
  const result = mapCoreModules(component, (binary) => {
    const module = read(binary);
    if (module === undefined) return binary;
    patched += 1;
    return addFunctions(module, replacements(calleesOf(module)));
  });
  if (patched !== 1) throw unexpected(`it has ${patched} core modules that export ${RUNTIME_MARK}`);
  return result;
}

/** An export that only the runtime has. */
const RUNTIME_MARK = 'wit_dylib_push_u64';

function read(binary: Uint8Array): CoreModule | undefined {
  try {
    const module = readCoreModule(binary);
    return module.exports.some(({ name }) => name === RUNTIME_MARK) ? module : undefined;
  } catch (cause) {
    throw unexpected(`a core module cannot be read: ${String(cause)}`, cause);
  }
}

function calleesOf(module: CoreModule): Callees {
  const indices: Record<string, number> = { stackPointer: module.importedGlobals.indexOf(STACK_POINTER) };
  if (indices['stackPointer'] === -1) throw unexpected(`its runtime does not import ${STACK_POINTER}`);
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const signature = signatureOf(module, name);
    if (signature !== expected) throw unexpected(`its runtime's ${name} is ${signature ?? 'missing'}, not ${expected}`);
    indices[name] = module.exports.find((one) => one.name === name)?.index ?? -1;
  }
  // Each name of EXPECTED has been put in.
  return indices as Callees;
}

const unexpected = (found: string, cause?: unknown): AirssysError => otherEngine('componentize-qjs', found, cause);

/** The largest integer up to which every one is a number of its own. */
const MAX_SAFE = 2n ** 53n - 1n;
/** Digits of 2⁶⁴ − 1; those of −2⁶³ with its sign are as many. */
const DIGITS = 20;
const ZERO = 48;
const MINUS = 45;

function replacements(callees: Callees): readonly AddedFunction[] {
  return [
    { exports: ['wit_dylib_push_u32'], body: pushU32(callees) },
    { exports: ['wit_dylib_pop_u32'], body: popU32(callees) },
    { exports: ['wit_dylib_push_u64'], body: pushU64(callees) },
    { exports: ['wit_dylib_push_s64'], body: pushS64(callees) },
    { exports: ['wit_dylib_pop_u64', 'wit_dylib_pop_s64'], body: popInt64(callees) },
  ];
}

const CONTEXT = 0;
const VALUE = 1;

/** Below 2³¹ as before, from there on as a double. */
function pushU32(callees: Callees): readonly number[] {
  const values = [...local.get(CONTEXT), ...local.get(VALUE)];
  return functionBody(
    {},
    [...local.get(VALUE), ...i32.const(0), ...i32.lessS],
    control.if(values, f64.convertI32U, control.call(callees.wit_dylib_push_f64), control.return),
    values,
    control.call(callees.wit_dylib_push_u32),
  );
}

function popU32(callees: Callees): readonly number[] {
  return functionBody({}, local.get(CONTEXT), control.call(callees.wit_dylib_pop_f64), i32.truncSatF64U);
}

/** Of the functions that push 64-bit integers, after the parameters. */
const TEXT = 2;
const AT = 3;

function pushU64(callees: Callees): readonly number[] {
  const values = [...local.get(CONTEXT), ...local.get(VALUE)];
  return functionBody(
    { i32: 2 },
    [...local.get(VALUE), ...i64.const(MAX_SAFE), ...i64.lessEqualU],
    control.if(values, control.call(callees.wit_dylib_push_u64), control.return),
    writeDigits(callees),
    pushText(callees),
  );
}

function pushS64(callees: Callees): readonly number[] {
  const values = [...local.get(CONTEXT), ...local.get(VALUE)];
  const IS_NEGATIVE = 4;
  return functionBody(
    { i32: 3 },
    [...local.get(VALUE), ...i64.const(MAX_SAFE), ...i64.add, ...i64.const(2n * MAX_SAFE), ...i64.lessEqualU],
    control.if(values, control.call(callees.wit_dylib_push_s64), control.return),
    [...local.get(VALUE), ...i64.const(0n), ...i64.lessS, ...local.tee(IS_NEGATIVE)],
    // Of −2⁶³ this is 2⁶³, read as unsigned below.
    control.if(i64.const(0n), local.get(VALUE), i64.sub, local.set(VALUE)),
    writeDigits(callees),
    local.get(IS_NEGATIVE),
    // The magnitude has 19 digits at most: the first one is a zero.
    control.if(local.get(TEXT), i32.const(MINUS), i32.store8),
    pushText(callees),
  );
}

/** Puts the value's decimal digits, with zeros in front, into new memory at TEXT. The value is used up. */
function writeDigits(callees: Callees): readonly number[] {
  return sequence(
    [...i32.const(0), ...i32.const(0), ...i32.const(1), ...i32.const(DIGITS)],
    [...control.call(callees.cabi_realloc), ...local.set(TEXT), ...i32.const(DIGITS), ...local.set(AT)],
    control.repeatWhile(
      [...local.get(AT), ...i32.const(1), ...i32.sub, ...local.tee(AT), ...local.get(TEXT), ...i32.add],
      [...local.get(VALUE), ...i64.const(10n), ...i64.remU, ...i32.wrapI64, ...i32.const(ZERO), ...i32.add],
      i32.store8,
      [...local.get(VALUE), ...i64.const(10n), ...i64.divU, ...local.set(VALUE)],
      local.get(AT),
    ),
  );
}

/** The runtime takes the text's memory over. */
function pushText(callees: Callees): readonly number[] {
  const values = [...local.get(CONTEXT), ...local.get(TEXT), ...i32.const(DIGITS)];
  return [...values, ...control.call(callees.wit_dylib_push_string)];
}

/** Reads the digits of a string as an integer modulo 2⁶⁴. What is no digit ends in a trap. */
function popInt64(callees: Callees): readonly number[] {
  const [FRAME, POINTER, END, BYTE, INTEGER] = [1, 2, 3, 4, 5];
  const FRAME_BYTES = i32.const(16);
  return functionBody(
    { i32: 4, i64: 1 },
    // The string's address comes back through memory: a place on the stack.
    [...global.get(callees.stackPointer), ...FRAME_BYTES, ...i32.sub, ...local.tee(FRAME)],
    global.set(callees.stackPointer),
    [...local.get(CONTEXT), ...local.get(FRAME), ...control.call(callees.wit_dylib_pop_string), ...local.set(END)],
    [...local.get(FRAME), ...i32.load, ...local.tee(POINTER), ...local.get(END), ...i32.add, ...local.set(END)],
    [...local.get(FRAME), ...FRAME_BYTES, ...i32.add, ...global.set(callees.stackPointer)],
    // FRAME is free now, and tells whether there is a sign.
    [...local.get(POINTER), ...i32.load8U, ...i32.const(MINUS), ...i32.eq, ...local.tee(FRAME)],
    [...local.get(POINTER), ...i32.add, ...local.set(POINTER)],
    control.repeatWhile(
      [...local.get(POINTER), ...i32.load8U, ...i32.const(ZERO), ...i32.sub, ...local.tee(BYTE)],
      [...i32.const(9), ...i32.greaterU, ...control.if(control.unreachable)],
      [...local.get(INTEGER), ...i64.const(10n), ...i64.mul],
      [...local.get(BYTE), ...i64.extendI32U, ...i64.add, ...local.set(INTEGER)],
      [...local.get(POINTER), ...i32.const(1), ...i32.add, ...local.tee(POINTER)],
      [...local.get(END), ...i32.lessU],
    ),
    [...i64.const(0n), ...local.get(INTEGER), ...i64.sub, ...local.get(INTEGER), ...local.get(FRAME)],
    control.select,
  );
}
