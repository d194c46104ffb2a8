/**
 * Arbitraries of characters. fast-check's own of all Unicode lists every one of a million when the first text is asked for, which
 * takes a second.
 */
import fc from 'fast-check';
import type { ValueConstraints } from './constraints.ts';

const PRINTABLE = { first: 0x20, count: 95 };
const SURROGATES = { first: 0xd800, count: 0x800 };
const CODE_POINTS = 0x11_0000;

/** What can be printed of ASCII; `a` is the simplest. */
const printable: fc.Arbitrary<string> = /* @__PURE__ */ fc.integer({ min: 0, max: PRINTABLE.count - 1 }).map(
  (at) => String.fromCodePoint(PRINTABLE.first + ((at + 0x41) % PRINTABLE.count)),
  (character) => (codePointOf(character) - PRINTABLE.first - 0x41 + PRINTABLE.count) % PRINTABLE.count,
);

/** Those of the first code points, `count` of them that are no surrogates. */
const first = (count: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: count - 1 }).map(
    (at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count),
    (character) => {
      const code = codePointOf(character);
      return code < SURROGATES.first ? code : code - SURROGATES.count;
    },
  );

function codePointOf(character: unknown): number {
  const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== character) throw new RangeError('not one character');
  return code;
}

/** Any character that a component may be given: a code point that is no surrogate. */
const anyCharacter: fc.Arbitrary<string> = /* @__PURE__ */ fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: printable },
  { weight: 1, arbitrary: first(0x300) },
  { weight: 1, arbitrary: first(0x1_0000 - SURROGATES.count) },
  { weight: 1, arbitrary: first(CODE_POINTS - SURROGATES.count) },
);

export function characters({ text = 'unicode' }: ValueConstraints): fc.Arbitrary<string> {
  return text === 'ascii' ? printable : anyCharacter;
}
