/** What is not for everybody's eyes, as patterns. Each part has an upper bound, so that time grows with the text and no faster. */

export type Kind = 'email' | 'address' | 'card' | 'secret';

interface Rule {
  readonly kind: Kind;
  readonly pattern: RegExp;
  /** Whether what the pattern has found is it. */
  readonly isIt?: (found: string) => boolean;
}

/** In the order in which they are looked for: what one has taken out is not seen by the next. */
export const RULES: readonly Rule[] = [
  { kind: 'secret', pattern: /(?<=\b(?:password|passwd|token|secret|api[_-]?key)=)[^\s&"'[\]]{1,512}/gi },
  { kind: 'secret', pattern: /(?<=\bBearer )[\w.~+/-]{1,2048}=*/g },
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g },
  { kind: 'card', pattern: /\b\d(?:[ -]?\d){12,18}\b/g, isIt: hasCheckDigit },
  { kind: 'address', pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/g },
];

/** The number of a card ends with a digit that follows from the others (ISO/IEC 7812): other long numbers stay. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ''), Number).reverse();
  const sum = digits.reduce((total, digit, at) => {
    const weighed = at % 2 === 0 ? digit : digit * 2;
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}
