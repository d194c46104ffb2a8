import { component, operation, type u32 } from '@airssys/sdk';

/** What was taken out of a text, and how often. */
export interface Findings {
  readonly emails: u32;
  readonly addresses: u32;
  readonly tokens: u32;
}

// Each part has an upper bound, so that the time that it takes grows with the text and no faster.
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const TOKEN = /\b(?:Bearer\s+|(?:api[_-]?key|token|password)=)[^\s&"']+/gi;

/**
 * Takes what nobody needs to see out of log lines. It asks for no permission: whatever a line holds, there is nowhere that the
 * component could send it.
 */
@component({ id: '{{id}}', version: '0.1.0' })
export class Redact {
  /** The text with `[email]`, `[address]` and `[token]` in the places of these. */
  @operation()
  redact(text: string): string {
    return text.replaceAll(TOKEN, '[token]').replaceAll(EMAIL, '[email]').replaceAll(ADDRESS, '[address]');
  }

  /** How much there is to take out. */
  @operation()
  count(text: string): Findings {
    const rest = text.replaceAll(TOKEN, '');
    const found = (pattern: RegExp, where: string): number => [...where.matchAll(pattern)].length;
    return { emails: found(EMAIL, rest), addresses: found(ADDRESS, rest), tokens: found(TOKEN, text) };
  }
}
