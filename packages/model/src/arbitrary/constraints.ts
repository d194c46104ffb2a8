/** How large generated values become, and what they leave out. Without any of it: all values of the type. */
export interface ValueConstraints {
  /** Most characters (code points) of a string, and bytes of a byte array. Default: by `size`. */
  readonly maxLength?: number | undefined;
  /** Most elements of a list, set, map, open record or typed array. Default: by `size`. */
  readonly maxItems?: number | undefined;
  /** How long values get that nothing else limits, as fast-check has it: about 10 for `small`, ten times that with each step. Default `small`. */
  readonly size?: 'xsmall' | 'small' | 'medium' | 'large' | 'xlarge' | undefined;
  /** Which characters: `unicode`, every code point but surrogates (default), or `ascii`, what can be printed of it. */
  readonly text?: 'unicode' | 'ascii' | undefined;
  /** False leaves out NaN and the infinities. Default true. */
  readonly nonFinite?: boolean | undefined;
  /** False leaves out -0. Default true. */
  readonly negativeZero?: boolean | undefined;
  /** Values that come up more often than by chance, such as those that the component's code compares with. Default none. */
  readonly worthTrying?: WorthTrying | undefined;
}

/** Taken where they are of the type; numbers are tried as lengths too. */
export interface WorthTrying {
  /** Numbers to be tried, of whichever type. */
  readonly numbers: readonly number[];
  /** Texts to be tried. */
  readonly strings: readonly string[];
}
