import type { ComposeOptions, WireRequest } from '@airssys/wit-gen';
import { usageError } from '../report/usage-error.ts';

/** `IMPORT=COMPONENT`, with the component that imports before the one and the export after the other. */
export function parseWire(text: string): WireRequest {
  const at = text.indexOf('=');
  const [asked, given] = [text.slice(0, at), text.slice(at + 1)];
  if (at <= 0 || given === '') {
    throw usageError(
      `${text} is no wire`,
      'Write IMPORT=COMPONENT, such as acme:rates/exchange=rates; or COMPONENT/IMPORT=COMPONENT/EXPORT.',
    );
  }
  const { component, name } = split(asked);
  const slash = given.indexOf('/');
  return {
    component,
    import: name,
    provider: slash === -1 ? given : given.slice(0, slash),
    export: slash === -1 ? undefined : given.slice(slash + 1),
  };
}

/** `COMPONENT/EXPORT`. */
export function parseExport(text: string): NonNullable<ComposeOptions['exports']>[number] {
  const { component, name } = split(text);
  if (component !== undefined && name !== '') return { component, export: name };
  throw usageError(`${text} is no export`, 'Write COMPONENT/EXPORT, such as rates/acme:rates/exchange@1.2.0.');
}

/** What stands before the first slash is a component, unless it has a colon and is a package. */
function split(text: string): { readonly component: string | undefined; readonly name: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  if (first === '' || first.includes(':')) return { component: undefined, name: text };
  return { component: first, name: text.slice(slash + 1) };
}
