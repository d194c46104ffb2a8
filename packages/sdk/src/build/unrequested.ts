import { type ComponentModel, explainCommand } from '@airssys/model';
import type { ClientUse } from '@airssys/wit-gen';
import type { HostInterface } from './adapter-source.ts';
import type { BuildDiagnostic } from './diagnostics.ts';

export interface Need {
  /** The SDK's client for the interface. */
  readonly client: ClientUse['client'];
  readonly area: string;
  readonly example: string;
}

/** By the interface's key. */
export const NEEDS: Readonly<Record<string, Need>> = {
  storage: { client: 'storage', area: 'storage', example: 'storage' },
  storageEntries: { client: 'storageEntries', area: 'storage', example: 'storage' },
  files: { client: 'files', area: 'filesystem', example: 'filesystem.read:/data/**' },
  openFiles: { client: 'OpenFile', area: 'filesystem', example: 'filesystem.read:/data/**' },
  processes: { client: 'processes', area: 'process', example: 'process.spawn:/usr/bin/git' },
  secrets: { client: 'secrets', area: 'secrets', example: 'secrets.read:NAME' },
  hostMessaging: { client: 'messaging', area: 'messaging', example: 'messaging.send:namespace:name' },
  bus: { client: 'bus', area: 'messaging', example: 'messaging.publish:orders.*' },
  random: { client: 'random', area: 'random', example: 'random' },
  http: { client: 'http', area: 'network', example: 'network.outbound:example.com:443' },
  dns: { client: 'dns', area: 'network', example: 'network.resolve:example.com' },
  tcp: { client: 'tcp', area: 'network', example: 'network.outbound:example.com:5432' },
  tls: { client: 'tls', area: 'network', example: 'network.outbound:example.com:993' },
  udp: { client: 'udp', area: 'network', example: 'network.outbound:example.com:123' },
};

/**
 * Warnings for clients whose capability the component does not ask for: every call will be denied. At the first use in the
 * author's files; a client that only a package uses, at the beginning of the entry.
 */
export function unrequested(
  model: ComponentModel,
  imports: readonly HostInterface[],
  uses: readonly ClientUse[],
  entry: string,
): readonly BuildDiagnostic[] {
  return imports.flatMap(({ key, wit }): BuildDiagnostic[] => {
    const need = NEEDS[key];
    if (need === undefined || model.permissions.some(({ area }) => area === need.area)) return [];
    const use = uses.find(({ client }) => client === need.client);
    const code = 'AIRSSYS_BUILD_UNREQUESTED';
    const what = use === undefined ? `a package of ${model.className} uses ${wit}` : `${need.client} is used here`;
    return [
      {
        code,
        severity: 'warning',
        message: `${what}, but ${model.className} does not ask for '${need.area}': every call will be denied`,
        hint: `Add @requires('${need.example}') to the class, or to the operation that needs it.`,
        file: use?.file ?? entry,
        line: use?.line ?? 1,
        column: use?.column ?? 1,
        length: use?.length ?? 1,
        docs: explainCommand(code),
      },
    ];
  });
}
