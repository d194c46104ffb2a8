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
/** The build knows the error by its code. */
export declare const OTHER_BINDINGS = 'AIRSSYS_BUILD_ENGINE: the bindings are others';
/**
 * @param imported a function that the bindings have made: the way into their realm.
 * @throws Error where the bindings are others than these functions were written for.
 */
export declare function carryExactIntegers(imported: (...args: never[]) => unknown): void;
//# sourceMappingURL=starlingmonkey-integers.d.ts.map
