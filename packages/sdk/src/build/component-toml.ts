/** `Component.toml`: what an operator reads of a component: what it asks for, and what it needs. */
import { type ComponentModel, isPermissionArea, type PermissionArea, type PermissionRequest } from '@airssys/model';
import { parse, stringify } from 'smol-toml';

/** How the file names the pattern of each area. */
const PATTERN_KEYS: Readonly<Record<PermissionArea, string | undefined>> = {
  filesystem: 'path',
  network: 'domain',
  storage: 'namespace',
  messaging: 'target',
  process: 'executable',
  environment: 'name',
  secrets: 'name',
  clock: undefined,
  random: undefined,
};

/** The file's text for a component. */
export function componentToml(model: ComponentModel): string {
  const permissions: Partial<Record<PermissionRequest['area'], Record<string, string | number>[]>> = {};
  for (const { area, action, pattern } of model.permissions) {
    const key = isPermissionArea(area) ? PATTERN_KEYS[area] : 'resource';
    (permissions[area] ??= []).push({ action, ...(key !== undefined && patternOf(area, key, pattern)) });
  }
  const { maxMemoryBytes, maxFuel, timeoutMs } = model.limits;
  const cpu = {
    ...(maxFuel !== undefined && { max_fuel: maxFuel }),
    ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
  };
  const document = {
    component: {
      name: model.name,
      namespace: model.namespace,
      version: model.version,
      description: model.description,
      ...(model.author && { author: model.author }),
      ...(model.license && { license: model.license }),
    },
    permissions,
    resources: { memory: { max_bytes: maxMemoryBytes }, ...(Object.keys(cpu).length > 0 && { cpu }) },
    config: {},
  };
  return `# Written by airssys build from the decorators of ${model.className}.\n${stringify(document)}`;
}

/** `namespace:name` of the component that the file's text is about; undefined where it does not say. */
export function componentIn(text: string): string | undefined {
  try {
    const { component } = parse(text);
    if (typeof component !== 'object' || !('namespace' in component) || !('name' in component)) return undefined;
    const { namespace, name } = component;
    return typeof namespace === 'string' && typeof name === 'string' ? `${namespace}:${name}` : undefined;
  } catch {
    return undefined;
  }
}

/** A domain's port stands in a key of its own. */
function patternOf(area: PermissionRequest['area'], key: string, pattern: string): Record<string, string | number> {
  const port = area === 'network' ? /:(\d+)$/.exec(pattern) : null;
  return port ? { [key]: pattern.slice(0, port.index), port: Number(port[1]) } : { [key]: pattern };
}
