/** The manifest of a whole: that of the main component, with what all of them ask for, and of what it is made. */
import { createHash } from 'node:crypto';
import {
  type ComponentModel,
  type ComposedPart,
  MANIFEST_SECTION,
  type Manifest,
  type PermissionRequest,
  type RequestedLimits,
  SOURCE_MAP_SECTION,
} from '@airssys/model';
import type { ComponentWriter } from './component-writer.ts';
import type { Part } from './part.ts';
import type { Wire } from './wiring.ts';

/** None where the main component has none: the host then knows of the whole as little as of the main component. */
export function writeManifest(
  writer: ComponentWriter,
  main: Part,
  order: readonly Part[],
  wires: readonly Wire[],
): void {
  if (main.manifest === undefined) return;
  const manifest: Manifest = {
    ...main.manifest,
    component: componentOf(main.manifest.component, order, wires),
    parts: order.map(partOf),
  };
  writer.custom(MANIFEST_SECTION, new TextEncoder().encode(JSON.stringify(manifest)));
  if (main.sourceMap !== undefined) writer.custom(SOURCE_MAP_SECTION, main.sourceMap);
}

function componentOf(main: ComponentModel, order: readonly Part[], wires: readonly Wire[]): ComponentModel {
  const open = order.flatMap(({ name, manifest }) =>
    (manifest?.component.imports ?? []).filter(
      ({ wit }) => !wires.some((one) => one.component === name && one.import === wit),
    ),
  );
  const imports = open.filter(({ wit }, at) => open.findIndex((other) => other.wit === wit) === at);
  const { imports: _, ...rest } = main;
  return {
    ...rest,
    ...(imports.length > 0 && { imports }),
    permissions: unionOf(order.flatMap(({ manifest }) => manifest?.component.permissions ?? [])),
    limits: limitsOf(
      main.limits,
      order.flatMap(({ manifest }) => (manifest ? [manifest.component.limits] : [])),
    ),
  };
}

const keyOf = ({ area, action, pattern }: PermissionRequest): string => `${area}.${action}:${pattern}`;

function unionOf(requests: readonly PermissionRequest[]): readonly PermissionRequest[] {
  return [...new Map(requests.map((request) => [keyOf(request), request])).values()];
}

/** Memories add up, and so does fuel where the main component asks for some; time is that of the one who asks for the most. */
function limitsOf(main: RequestedLimits, all: readonly RequestedLimits[]): RequestedLimits {
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((total, one) => total + (one ?? 0), 0);
  const times = all.flatMap(({ timeoutMs }) => timeoutMs ?? []);
  return {
    maxMemoryBytes: sum(all.map(({ maxMemoryBytes }) => maxMemoryBytes)),
    ...(main.maxFuel !== undefined && { maxFuel: sum(all.map(({ maxFuel }) => maxFuel)) }),
    ...(main.timeoutMs !== undefined && { timeoutMs: Math.max(...times) }),
  };
}

function partOf({ name, bytes, manifest }: Part): ComposedPart {
  return {
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(manifest && {
      component: `${manifest.component.namespace}:${manifest.component.name}@${manifest.component.version}`,
    }),
    permissions: manifest?.component.permissions ?? [],
  };
}
