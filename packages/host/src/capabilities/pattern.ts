/** Which kind of pattern the grants of an area and action have. What a pattern does not say, it does not match. */
import { AirssysError, isPermissionArea, type PermissionArea, type PermissionRequest } from '@airssys/model';
import { ENDPOINTS } from './patterns/endpoint-pattern.ts';
import { EXACT_NAMES, NAMESPACES, PREFIXES, TOPICS } from './patterns/name-patterns.ts';
import { EXECUTABLES, PATHS } from './patterns/path-pattern.ts';
import type { PatternKind } from './patterns/pattern-kind.ts';

const KINDS: Readonly<Record<PermissionArea, PatternKind>> = {
  filesystem: PATHS,
  network: ENDPOINTS,
  storage: NAMESPACES,
  messaging: NAMESPACES,
  process: EXECUTABLES,
  environment: PREFIXES,
  secrets: PREFIXES,
  clock: EXACT_NAMES,
  random: EXACT_NAMES,
};

/**
 * As which of the framework's areas patterns of an own area read: `name` as `clock`, `prefix` as `secrets`, `namespace` as
 * `storage`, `topic` as `messaging.publish`, `path` as `filesystem`, `endpoint` as `network`.
 */
export type CustomKind = 'name' | 'prefix' | 'namespace' | 'topic' | 'path' | 'endpoint';

/** The kinds by the names under which an embedder chooses one for an area of its own. */
const CUSTOM_KINDS: Readonly<Record<CustomKind, PatternKind>> = {
  name: EXACT_NAMES,
  prefix: PREFIXES,
  namespace: NAMESPACES,
  topic: TOPICS,
  path: PATHS,
  endpoint: ENDPOINTS,
};

/** An area that the embedder defines for services of its own, such as `acme:billing`. */
export interface CustomCapability {
  /** What there is to do in it: `use`, `charge` …, kebab-case. */
  readonly actions: readonly string[];
  /** How its patterns read. Default `name`: an exact name, or `*`. */
  readonly pattern?: CustomKind;
}

/** By area: `acme:billing`. */
export type CustomCapabilities = Readonly<Record<string, CustomCapability>>;

/** Undefined for an area that nobody has defined. */
export function patternKind(area: string, action: string, custom: CustomCapabilities = {}): PatternKind | undefined {
  if (isPermissionArea(area)) return area === 'messaging' && isOnTopics(action) ? TOPICS : KINDS[area];
  const defined = Object.hasOwn(custom, area) ? custom[area] : undefined;
  return defined?.actions.includes(action) === true ? CUSTOM_KINDS[defined.pattern ?? 'name'] : undefined;
}

const isOnTopics = (action: string): boolean => action === 'publish' || action === 'subscribe';

/**
 * @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a pattern that could match nothing, or not what it seems to, and for an
 *   area or action that nobody has defined.
 */
export function validatePattern(
  { area, action, pattern }: PermissionRequest,
  custom: CustomCapabilities = {},
): PatternKind {
  const kind = patternKind(area, action, custom);
  if (kind === undefined) {
    throw new AirssysError('AIRSSYS_CAPABILITY_INVALID', `Nobody has defined ${area}.${action}`, {
      hint: 'Areas of an embedder are defined for the host: HostOptions.capabilities.',
      data: { area, action },
    });
  }
  const fault = kind.fault(pattern);
  if (fault === undefined) return kind;
  const { what, hint } = fault;
  throw new AirssysError(
    'AIRSSYS_CAPABILITY_INVALID',
    `${area}.${action} cannot have the pattern '${pattern}': ${what}`,
    {
      hint,
      data: { area, action, pattern },
    },
  );
}
