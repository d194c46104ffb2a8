/** What stands before an item: documentation, feature gates, the platform's id. */
import type { Span } from './source-text.ts';
import type { GateSyntax, Preamble } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

/** @throws SyntaxComplaint */
export function parsePreamble(tokens: TokenStream): Preamble {
  let { docs } = tokens.peek();
  const gate: GateSyntax = {};
  let externalId: string | undefined;
  const first = tokens.peek();
  while (tokens.isMark('@')) {
    const at = tokens.next();
    const name = tokens.peek();
    const isKnown = name.kind === 'name' && ['since', 'unstable', 'deprecated', 'external-id'].includes(name.value);
    if (!isKnown) {
      tokens.fail(
        'AIRSSYS_WIT_READ_GATE',
        tokens.spanFrom(at),
        `there is no '@${name.value}'`,
        'Known: @since(version = 1.2.3), @unstable(feature = name), @deprecated(version = 1.2.3), @external-id("text").',
      );
    }
    tokens.next();
    const isTwice = name.value === 'external-id' ? externalId !== undefined : name.value in gate;
    if (isTwice) tokens.fail('AIRSSYS_WIT_READ_GATE', tokens.spanFrom(at), `@${name.value} is given twice`);
    tokens.expectMark('(');
    if (name.value === 'external-id') externalId = text(tokens);
    else Object.assign(gate, argument(tokens, name.value));
    tokens.expectMark(')');
    docs ??= tokens.peek().docs;
  }
  check(tokens, gate, tokens.spanFrom(first));
  return { docs, gate: Object.keys(gate).length > 0 ? gate : undefined, externalId };
}

/** Refuses what stands before something that takes documentation only. */
export function parseDocs(tokens: TokenStream, what: string): string | undefined {
  const { docs } = tokens.peek();
  if (tokens.isMark('@')) {
    tokens.fail(
      'AIRSSYS_WIT_READ_GATE',
      tokens.peek(),
      `${what} cannot have a gate`,
      'Put it before the item around it.',
    );
  }
  return docs;
}

function text(tokens: TokenStream): string {
  const token = tokens.peek();
  if (token.kind !== 'text') tokens.unexpected('a text in quotes');
  return tokens.next().value;
}

function argument(tokens: TokenStream, name: string): GateSyntax {
  if (name === 'unstable') {
    tokens.expectKeyword('feature');
    tokens.expectMark('=');
    return { unstable: tokens.ident('the name of a feature').name };
  }
  tokens.expectKeyword('version');
  tokens.expectMark('=');
  const version = tokens.version();
  const span: Span = { source: version.source, start: version.start, end: version.end };
  return name === 'since'
    ? { since: version.text, sinceSpan: span }
    : { deprecated: version.text, deprecatedSpan: span };
}

function check(tokens: TokenStream, gate: GateSyntax, span: Span): void {
  if (gate.since !== undefined && gate.unstable !== undefined) {
    tokens.fail(
      'AIRSSYS_WIT_READ_GATE',
      span,
      'both @since and @unstable are given',
      'What is stable since a version is no feature any more.',
    );
  }
  if (gate.deprecated !== undefined && gate.since === undefined && gate.unstable === undefined) {
    tokens.fail(
      'AIRSSYS_WIT_READ_GATE',
      span,
      '@deprecated stands alone',
      'Say also @since(version = …) or @unstable(feature = …).',
    );
  }
}
