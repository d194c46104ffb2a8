import { component, operation, throws, type u32 } from '@airssys/sdk';

/** There is no such article. */
export class UnknownArticleError extends Error {
  readonly article: string;

  constructor(article: string) {
    super(`there is no ${article}`);
    this.article = article;
  }
}

const CENTS: ReadonlyMap<string, number> = new Map([
  ['apple', 40],
  ['bread', 320],
  ['coffee', 650],
]);

/** Knows what things cost. Other components import its interface. */
@component({ id: '{{namespace}}:prices', version: '0.1.0' })
export class Prices {
  /** The price of an article, in cents. */
  @operation()
  @throws(UnknownArticleError)
  price(article: string): u32 {
    const cents = CENTS.get(article);
    if (cents === undefined) throw new UnknownArticleError(article);
    return cents;
  }
}
