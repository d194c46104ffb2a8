import { explainCommand } from '@airssys/model';
import type { RequestPlace } from '@airssys/wit-gen';
import type { HostInterface } from './adapter-source.ts';
import type { BuildDiagnostic } from './diagnostics.ts';
import { NEEDS } from './unrequested.ts';

/** Areas that are also used without a client: `Math.random()`, `Date`. */
const USED_BY_GLOBALS: ReadonlySet<string> = new Set(['random', 'clock']);

/** Areas that an interface uses besides its own: a process works in a directory. */
const USED_BY_INTERFACES: Readonly<Record<string, string>> = { processes: 'filesystem' };

/**
 * Warnings for permissions that the component asks for and has no use for, as none of the clients that need them is left in
 * its script: whoever installs it is to trust it with less.
 */
export function unusedRequests(
  requests: readonly RequestPlace[],
  imports: readonly HostInterface[],
): readonly BuildDiagnostic[] {
  return requests.flatMap(({ text, permissions, ...place }): BuildDiagnostic[] => {
    const area = permissions[0]?.area ?? '';
    const clients = Object.entries(NEEDS).filter(([, need]) => need.area === area);
    const isUsed = imports.some(
      ({ key }) => USED_BY_INTERFACES[key] === area || clients.some(([client]) => client === key),
    );
    if (clients.length === 0 || isUsed || USED_BY_GLOBALS.has(area)) return [];
    const names = oneOf([...new Set(clients.map(([, { client }]) => client))]);
    const code = 'AIRSSYS_BUILD_UNUSED';
    return [
      {
        code,
        severity: 'warning',
        message: `'${text}' is asked for, but nothing uses ${names}`,
        hint: 'Leave it out: whoever installs the component decides on less then.',
        ...place,
        docs: explainCommand(code),
      },
    ];
  });
}

/** `files, http or tcp`. */
const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
