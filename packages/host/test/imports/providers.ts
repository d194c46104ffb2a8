/** Providers of the interfaces that the trader imports. */
import type { ImportProviders } from '../../src/index.ts';

/** What happened on the provider's side. */
export interface Seen {
  readonly values: unknown[];
  readonly events: string[];
}

export function providers(seen: Seen = { values: [], events: [] }): ImportProviders {
  const same = (value: unknown): unknown => {
    seen.values.push(value);
    return value;
  };
  class Ticket {
    readonly #number: number;
    constructor(number: number) {
      this.#number = number;
    }
    number(): number {
      return this.#number;
    }
    [Symbol.dispose](): void {
      seen.events.push(`ticket ${this.#number} disposed`);
    }
  }
  class Session {
    readonly label: string;
    constructor(label: string) {
      this.label = label;
      seen.events.push(`${label} made`);
    }
    static async open(label: string): Promise<Session> {
      await Promise.resolve();
      return new Session(label);
    }
    name(): string {
      return this.label;
    }
    async quote(amount: number): Promise<unknown> {
      await Promise.resolve();
      return amount > 0 ? { ok: true, value: amount * 10 } : { ok: false, error: 'nothing to quote' };
    }
    [Symbol.dispose](): void {
      seen.events.push(`${this.label} disposed`);
    }
  }
  return {
    'acme:rates/echo@1.2.0': {
      all: async (value: unknown) => await Promise.resolve(same(value)),
      unsigned: same,
      signedLong: same,
      unsignedLong: same,
      maybe: same,
      letter: same,
      delete: (from: string, note: string | undefined) => `${from} ${note ?? 'without a note'}`,
    },
    'acme:rates/exchange@1.2.0': {
      convert(amount: number, { base, factor }: { base: string; factor: number }) {
        if (base === 'XXX') throw { kind: 'unknown-currency', value: base };
        if (base === 'YYY') return { ok: false, error: { kind: 'closed' } };
        return { ok: true, value: amount * factor };
      },
      check: (code: string) => ({ ok: code === 'EUR' }),
      count: () => 1,
    },
    'acme:rates/sessions@1.2.0': {
      Session,
      Ticket,
      close(session: Session) {
        seen.events.push(`${session.label} given back`);
        return session.label;
      },
      issue: (session: Session, number: number) => new Ticket(session instanceof Session ? number : 0),
    },
    'acme:rates/desk@1.2.0': {
      handOut: (key: string) => ({ key, ticket: new Ticket(9) }),
      both: (first: Session, second: Session) => [first.label, second.label],
    },
  };
}
