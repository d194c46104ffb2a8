/**
 * The manifest: what a built component says of itself. It travels inside the component as the custom section
 * {@link MANIFEST_SECTION}, in JSON, and is all that host and tools know of a component besides its code.
 */
import { AirssysError } from './errors.ts';
import type { ComponentModel } from './types/component-model.ts';

/** Custom section with the manifest (JSON, UTF-8). */
export const MANIFEST_SECTION = 'airssys:manifest';
/** Custom section with the source map of the bundled sources (JSON, source map revision 3). */
export const SOURCE_MAP_SECTION = 'airssys:source-map';

/** JavaScript engines that a component can carry. */
export const ENGINES = ['starlingmonkey', 'quickjs'] as const;
export type EngineName = (typeof ENGINES)[number];

/** How a component was made. */
export interface BuildRecord {
  readonly engine: EngineName;
  /** Versions of the tools that made it, by package name. */
  readonly tools: Readonly<Record<string, string>>;
  /** SHA-256 (hex) of everything that went in: sources, options, tool versions. */
  readonly inputHash: string;
  /** Line at which the author's code begins in the script that the engine ran: positions are shifted by as much. */
  readonly scriptName: string;
}

export interface Manifest {
  readonly format: 1;
  readonly component: ComponentModel;
  readonly build: BuildRecord;
}

/**
 * Reads a manifest's JSON and checks its outline.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where it is not JSON or of another format.
 */
export function parseManifest(json: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  if (!isObject(value)) throw invalid('it is not an object');
  if (value['format'] !== 1) {
    throw invalid(`its format is ${JSON.stringify(value['format'])?.slice(0, 20)}, and this version reads format 1`);
  }
  const { component, build } = value;
  if (!isObject(component) || !isObject(component['operations']) || !isObject(build)) {
    throw invalid('a part is missing (component, component.operations or build)');
  }
  for (const key of ['namespace', 'name', 'version']) {
    if (typeof component[key] !== 'string') throw invalid(`component.${key} is not a string`);
  }
  // The outline is checked; the rest is as trusted as the component that carries it, which the sandbox holds.
  return value as unknown as Manifest;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(what: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_MANIFEST_INVALID', `The component's manifest cannot be read: ${what}`, {
    hint: 'Build the component again with this version of airssys.',
    cause,
  });
}

/** `namespace:name@version` of a component. */
export function packageName(component: Pick<ComponentModel, 'namespace' | 'name' | 'version'>): string {
  return `${component.namespace}:${component.name}@${component.version}`;
}

/** The full name of the interface that carries a component's operations. */
export function operationsInterface(
  component: Pick<ComponentModel, 'namespace' | 'name' | 'version' | 'operations'>,
): string {
  return `${component.namespace}:${component.name}/${component.operations.name}@${component.version}`;
}
