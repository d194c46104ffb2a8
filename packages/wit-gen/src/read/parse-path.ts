import type { PackageNameSyntax, PathSyntax } from './syntax.ts';
import type { TokenStream } from './token-stream.ts';

/** `name`, or `namespace:package/name@version`. @throws SyntaxComplaint */
export function parsePath(tokens: TokenStream, what: string): PathSyntax {
  const first = tokens.peek();
  const namespace = tokens.ident(what);
  if (!tokens.takeMark(':')) return { package: undefined, name: namespace, ...tokens.spanFrom(first) };
  const packageName = tokens.ident('the name of a package');
  if (tokens.isMark(':')) unsupportedNesting(tokens);
  tokens.expectMark(
    '/',
    `A package alone is nothing that can be named here: write ${namespace.name}:${packageName.name}/interface.`,
  );
  const name = tokens.ident(what);
  if (tokens.isMark('/')) unsupportedNesting(tokens);
  const version = tokens.takeMark('@') ? tokens.version().text : undefined;
  const span = tokens.spanFrom(first);
  return { package: { namespace: namespace.name, name: packageName.name, version, ...span }, name, ...span };
}

/** `namespace:name@version` after `package`. */
export function parsePackageName(tokens: TokenStream): PackageNameSyntax {
  const first = tokens.peek();
  const namespace = tokens.ident('the namespace of the package');
  tokens.expectMark(':', 'A package is named `namespace:name`.');
  const name = tokens.ident('the name of the package');
  if (tokens.isMark(':') || tokens.isMark('/')) unsupportedNesting(tokens);
  const version = tokens.takeMark('@') ? tokens.version().text : undefined;
  return { namespace: namespace.name, name: name.name, version, ...tokens.spanFrom(first) };
}

function unsupportedNesting(tokens: TokenStream): never {
  return tokens.fail(
    'AIRSSYS_WIT_READ_UNSUPPORTED',
    tokens.peek(),
    'namespaces and packages inside of others are not supported',
    'Use `namespace:name`, with one of each.',
  );
}
