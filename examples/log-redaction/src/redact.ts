import { component, operation, type u32 } from '@airssys/sdk';
import { type Kind, RULES } from './patterns.ts';

export type { Kind } from './patterns.ts';

/** How often a kind was found. */
export interface Finding {
  readonly kind: Kind;
  readonly count: u32;
}

/**
 * Takes out of a log what is not for everybody who reads it. It asks for no permission: whatever a line holds, there is nowhere
 * that it could be sent.
 */
@component({ id: 'demo:log-redaction', version: '1.0.0' })
export class LogRedaction {
  /** The text with `[email]`, `[address]`, `[card]` and `[secret]` in the place of each, but for the kinds to keep. */
  @operation()
  redact(text: string, keep: readonly Kind[] = []): string {
    return apply(text, keep, () => {});
  }

  /** How much there is to take out, the most frequent kind first. */
  @operation()
  findings(text: string): readonly Finding[] {
    const counts = new Map<Kind, number>();
    apply(text, [], (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
    return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => b.count - a.count);
  }
}

function apply(text: string, keep: readonly Kind[], onFound: (kind: Kind) => void): string {
  let rest = text;
  for (const { kind, pattern, isIt } of RULES) {
    if (keep.includes(kind)) continue;
    rest = rest.replaceAll(pattern, (found) => {
      if (isIt?.(found) === false) return found;
      onFound(kind);
      return `[${kind}]`;
    });
  }
  return rest;
}
