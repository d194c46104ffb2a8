/**
 * Whether a number literal fits an integer type, decided by its digits: TypeScript has no types of ranges. Only literals can be
 * judged; a `number` or `bigint` that is known when the program runs passes.
 */

/** The greatest distance from zero of each integer type, below and above. */
interface Bounds {
  readonly u8: readonly ['0', '255'];
  readonly u16: readonly ['0', '65535'];
  readonly u32: readonly ['0', '4294967295'];
  readonly u64: readonly ['0', '18446744073709551615'];
  readonly s8: readonly ['128', '127'];
  readonly s16: readonly ['32768', '32767'];
  readonly s32: readonly ['2147483648', '2147483647'];
  readonly s64: readonly ['9223372036854775808', '9223372036854775807'];
}

export type IntegerName = keyof Bounds;

/** The literal itself where it fits; else a text that says why not, to which no number can be assigned. */
export type Fitting<N extends number | bigint, Name extends IntegerName> = [Fits<N, Name>] extends [true]
  ? N
  : `${N} is no ${Name}: a whole number from ${Least<Name>} to ${Bounds[Name][1]}`;

type Fits<N extends number | bigint, Name extends IntegerName> = number extends N
  ? true
  : bigint extends N
    ? true
    : `${N}` extends `${bigint}` // no fraction, no exponent
      ? `${N}` extends `-${infer Digits}`
        ? AtMost<Digits, Bounds[Name][0]>
        : AtMost<`${N}`, Bounds[Name][1]>
      : false;

type Least<Name extends IntegerName> = Bounds[Name][0] extends '0' ? '0' : `-${Bounds[Name][0]}`;

type AtMost<A extends string, B extends string> = Order<A, B> extends 'greater' ? false : true;

/** Compares two texts of digits without leading zeros: the longer is the greater, else the first digit that differs decides. */
type Order<A extends string, B extends string, Known = 'equal'> = A extends `${infer X}${infer RestA}`
  ? B extends `${infer Y}${infer RestB}`
    ? Order<RestA, RestB, Known extends 'equal' ? OrderOfDigits<X, Y> : Known>
    : 'greater'
  : B extends ''
    ? Known
    : 'less';

type OrderOfDigits<X extends string, Y extends string> = X extends Y
  ? 'equal'
  : '0123456789' extends `${string}${X}${string}${Y}${string}`
    ? 'less'
    : 'greater';
