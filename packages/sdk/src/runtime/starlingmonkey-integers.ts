/**
 * Makes a component of componentize-js carry integers exactly (docs/decisions/0005-exact-integers.md).
 *
 * Its bindings are a script in a realm of their own, which converts values between JavaScript and the ABI. Native code
 * around it takes a core value of type `i32` for its low bits only where it is spelled as an int32, and one of type `i64`
 * only as an unsigned `bigint` (ComponentizeJS issue 343). So what the bindings convert with is replaced there, once, at
 * build time, by functions whose results have that form. The author's realm has globals of its own and sees none of it.
 *
 * What is given the other way is mended by the codec, by `flatSign` of its profile.
 */

/** The realm's global object, as far as the bindings use it. All but the constructors are there where a world needs them. */
interface Bindings {
  BigInt: BigIntConstructor;
  Number: NumberConstructor;
  toUint32?: (value: unknown) => number;
  clampGuest?: (value: number, min: number, max: number) => number;
}

/** The build knows the error by its code. */
export const OTHER_BINDINGS = 'AIRSSYS_BUILD_ENGINE: the bindings are others';

/**
 * Makes the engine's bindings carry integers of 64 bits exactly, in both directions.
 *
 * @param imported A function that the bindings have made: the way into their realm.
 * @throws Error where the bindings are others than these functions were written for.
 */
export function carryExactIntegers(imported: (...args: never[]) => unknown): void {
  // The constructor of a function of that realm makes further ones there.
  const evaluate = imported.constructor as FunctionConstructor;
  const bindings = evaluate('return globalThis')() as Bindings;
  const { BigInt: nativeBigInt, Number: nativeNumber, toUint32, clampGuest } = bindings;
  if (Object.is(bindings, globalThis) || (toUint32 && toUint32(-1) !== 0xffff_ffff)) {
    throw new Error(OTHER_BINDINGS);
  }

  // Of `u32`. A position in memory takes the signed form as well.
  if (toUint32) bindings.toUint32 = (value) => Number(value) | 0;

  // Of all 64-bit integers, and of the bits of floats in a variant whose cases share an i64.
  const unsigned = (_: number, value: bigint): bigint => nativeBigInt.asUintN(64, value);
  const toBits = (value: bigint | boolean | number | string): bigint => unsigned(64, nativeBigInt(value));
  bindings.BigInt = Object.assign(toBits, { prototype: nativeBigInt.prototype, asIntN: unsigned, asUintN: unsigned });

  // Of smaller integers that come out of such an i64: its low 32 bits count.
  const toNumber = (value: unknown): number =>
    nativeNumber(typeof value === 'bigint' ? nativeBigInt.asUintN(32, value) : value);
  bindings.Number = Object.setPrototypeOf(toNumber, nativeNumber) as NumberConstructor; // inherits the static functions
  if (clampGuest) {
    bindings.clampGuest = (value, min, max) => clampGuest(value > 0x7fff_ffff ? value - 2 ** 32 : value, min, max);
  }

  // The bits of an f64 in such a variant pass by all of the above, right into the imported function. A world without one
  // has no such function.
  if (evaluate('return typeof f64ToI64')() !== 'function') return;
  for (const name of Object.getOwnPropertyNames(bindings)) {
    if (!name.startsWith('import_')) continue;
    evaluate('unsignedArguments', `$${name} = unsignedArguments($${name})`)(unsignedArguments);
  }
}

function unsignedArguments(native: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => native(...args.map((value) => (typeof value === 'bigint' ? BigInt.asUintN(64, value) : value)));
}
