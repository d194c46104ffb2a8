import { formatPermission, type PermissionRequest } from '@airssys/model';
import type { Decision } from './capability-set.ts';
import { type CustomCapabilities, validatePattern } from './pattern.ts';

/** A permission, ready to be compared with requests. */
export interface Rule {
  readonly text: string;
  readonly permission: PermissionRequest;
  readonly matches: (resource: string) => boolean;
  /** For rules on endpoints: whether the resource, without a port, is one of their hosts. */
  readonly matchesHost: ((resource: string) => boolean) | undefined;
  /** Milliseconds since 1970-01-01T00:00:00Z from which on it holds no more. */
  readonly expiresAtMs: number;
  /** What is answered where the rule allows. */
  readonly decision: Decision;
}

/** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a pattern that cannot be used, or an area that nobody has defined. */
export function readRule(permission: PermissionRequest, custom: CustomCapabilities, expiresAtMs: number): Rule {
  const kind = validatePattern(permission, custom);
  const host = permission.area === 'network' ? withoutPort(permission.pattern) : undefined;
  const text = formatPermission(permission);
  return {
    text,
    permission,
    matches: kind.compile(permission.pattern),
    matchesHost: host === undefined ? undefined : kind.compile(host),
    expiresAtMs,
    decision: Object.freeze({ allowed: true, rule: text }),
  };
}

/** The host of a pattern that names a port. */
const withoutPort = (pattern: string): string | undefined => /^(.*):(?:\d+|\*)$/.exec(pattern)?.[1];

const NONE: readonly Rule[] = [];

/** Rules by area and action, each permission once, in the order in which they came. */
export class RuleTable {
  readonly #areas = new Map<string, Map<string, readonly Rule[]>>();
  /** What was asked last, and found. Components mostly ask for the same again. */
  #last: { readonly area: string; readonly action: string; readonly resource: string; readonly rule: Rule } | undefined;

  add(rule: Rule): void {
    this.#last = undefined;
    const { area, action } = rule.permission;
    const actions = this.#areas.get(area) ?? new Map<string, readonly Rule[]>();
    const others = this.of(area, action);
    const at = others.findIndex(({ text }) => text === rule.text);
    actions.set(action, at < 0 ? [...others, rule] : others.with(at, rule));
    this.#areas.set(area, actions);
  }

  delete({ area, action, pattern }: PermissionRequest): void {
    this.#last = undefined;
    const rest = this.of(area, action).filter(({ permission }) => permission.pattern !== pattern);
    this.#areas.get(area)?.set(action, rest);
  }

  get({ area, action, pattern }: PermissionRequest): Rule | undefined {
    return this.of(area, action).find(({ permission }) => permission.pattern === pattern);
  }

  of(area: string, action: string): readonly Rule[] {
    return this.#areas.get(area)?.get(action) ?? NONE;
  }

  get all(): readonly Rule[] {
    return [...this.#areas.values()].flatMap((actions) => [...actions.values()].flat());
  }

  /** The first rule that covers the resource. */
  find(area: string, action: string, resource: string): Rule | undefined {
    const last = this.#last;
    // Those before it did not match, or had expired.
    if (last?.resource === resource && last.area === area && last.action === action && holds(last.rule))
      return last.rule;
    const rule = this.of(area, action).find((one) => one.matches(resource) && holds(one));
    if (rule !== undefined) this.#last = { area, action, resource, rule };
    return rule;
  }

  /** The first rule on endpoints that covers the host on some port. */
  findHost(area: string, action: string, host: string): Rule | undefined {
    return this.of(area, action).find(
      (rule) => (rule.matches(host) || rule.matchesHost?.(host) === true) && holds(rule),
    );
  }
}

/** Whether it has not expired. */
export const holds = ({ expiresAtMs }: Rule): boolean => expiresAtMs === Infinity || Date.now() < expiresAtMs;
