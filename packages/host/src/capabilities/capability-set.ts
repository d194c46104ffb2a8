import {
  formatPermission,
  type CustomArea,
  parsePermission,
  type PermissionArea,
  type PermissionRequest,
} from '@airssys/model';
import type { SecurityMode } from './policy/security-policy.ts';
import { type CustomCapabilities, patternKind, validatePattern } from './pattern.ts';

/** Something that a component is about to do. */
export interface AccessRequest {
  /** `import`: the call of an interface that the embedder provides, which is a grant by itself; no permission speaks of it. */
  readonly area: PermissionArea | CustomArea | 'import';
  readonly action: string;
  /** The resource itself, never a pattern: a normalized path, a `name:port`, `*` where there is nothing to choose. */
  readonly resource: string;
}

/** The answer to an {@link AccessRequest}, and the rule that gave it. */
export interface Decision {
  readonly allowed: boolean;
  /** The grant that covers the request, as text; `no grant` where none does. */
  readonly rule: string;
  /** Allowed by the mode `permissive` alone: `strict` would deny it. */
  readonly wouldDeny?: true;
}

/** A grant in its text form (`filesystem.read:/data/**`) or as data. */
export type Grant = string | PermissionRequest;

export interface CapabilitySetOptions {
  /** Areas that the embedder has defined. Default none. */
  readonly custom?: CustomCapabilities | undefined;
  /** Default `strict`. */
  readonly mode?: SecurityMode | undefined;
}

export interface GrantOptions {
  /** Milliseconds since 1970-01-01T00:00:00Z from which on the grant holds no more. Default: it holds. */
  readonly expiresAtMs?: number | undefined;
}

interface Rule {
  readonly text: string;
  readonly grant: PermissionRequest;
  readonly matches: (resource: string) => boolean;
  /** For rules on endpoints: whether the resource, without a port, is one of their hosts. */
  readonly matchesHost: ((resource: string) => boolean) | undefined;
  readonly expiresAtMs: number;
}

/** By `area.action`, then by the permission's text. */
type Rules = Map<string, Map<string, Rule>>;

const DENIED: Decision = Object.freeze({ allowed: false, rule: 'no grant' });
const PERMITTED: Decision = Object.freeze({
  allowed: true,
  rule: 'no grant; allowed by the mode permissive',
  wouldDeny: true,
});

/**
 * Actions that another one includes: who may read a file learns its size, and who may connect to a name must look it up. The
 * request is asked again as the wider one.
 */
const INCLUDED: Readonly<Record<string, { readonly by: string; readonly ports: boolean }>> = {
  'filesystem.metadata': { by: 'filesystem.read', ports: false },
  'network.resolve': { by: 'network.outbound', ports: true },
};

/**
 * What one component may do. Whatever no grant covers is denied.
 *
 * INVARIANT: a decision depends on the grants at the moment of the request; nothing is remembered across a revocation.
 */
export class CapabilitySet implements Iterable<PermissionRequest> {
  readonly #custom: CustomCapabilities;
  readonly #mode: SecurityMode;
  readonly #rules: Rules = new Map();
  readonly #forbidden: Rules = new Map();

  constructor(options: CapabilitySetOptions = {}) {
    this.#custom = options.custom ?? {};
    this.#mode = options.mode ?? 'strict';
  }

  /** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a grant that cannot be read, or whose pattern matches nothing. */
  static from(grants: Iterable<Grant>, options: CapabilitySetOptions = {}): CapabilitySet {
    const set = new CapabilitySet(options);
    for (const grant of grants) set.grant(grant);
    return set;
  }

  get size(): number {
    return rulesOf(this.#rules).length;
  }

  /** @throws AirssysError as {@link CapabilitySet.from} does; the set is as it was then. */
  grant(grant: Grant, { expiresAtMs = Infinity }: GrantOptions = {}): void {
    add(this.#rules, this.#read(grant, expiresAtMs));
  }

  /**
   * Denies what the permission covers, whatever is granted: `/data/**` may be granted, and `/data/private/**` forbidden.
   *
   * @throws AirssysError as {@link CapabilitySet.from} does.
   */
  forbid(grant: Grant): void {
    add(this.#forbidden, this.#read(grant, Infinity));
  }

  /** Takes a grant back, with effect from the next request on: what is open already is asked for with each use. */
  revoke(grant: Grant): void {
    for (const one of toPermissions(grant)) this.#rules.get(`${one.area}.${one.action}`)?.delete(formatPermission(one));
  }

  /** Whether exactly this grant is in the set. */
  has(grant: Grant): boolean {
    return toPermissions(grant).every(
      (one) => this.#rules.get(`${one.area}.${one.action}`)?.has(formatPermission(one)) === true,
    );
  }

  /** Whether some grant covers the request. */
  matches(request: AccessRequest): boolean {
    return this.decide(request).allowed;
  }

  decide({ area, action, resource }: AccessRequest): Decision {
    const asked = `${area}.${action}`;
    const forbidding = find(this.#forbidden, asked, resource);
    if (forbidding !== undefined) return { allowed: false, rule: `forbidden: ${forbidding.text}` };
    const rule = find(this.#rules, asked, resource) ?? this.#findWider(asked, resource);
    if (rule !== undefined) return { allowed: true, rule: rule.text };
    return this.#mode === 'permissive' ? PERMITTED : DENIED;
  }

  /**
   * What both sets allow: where their grants overlap, the narrower. The result is a set of its own.
   *
   * A request is allowed by it if both allow it, save that one set's grant includes an action that only the other names
   * (`filesystem.read` includes `filesystem.metadata`); such a request is denied.
   */
  intersect(other: Iterable<Grant>): CapabilitySet {
    const both = new CapabilitySet({ custom: this.#custom });
    for (const { grant } of [
      ...rulesOf(this.#forbidden),
      ...(other instanceof CapabilitySet ? rulesOf(other.#forbidden) : []),
    ]) {
      both.forbid(grant);
    }
    const lifeOfTheirs = (one: PermissionRequest): number =>
      other instanceof CapabilitySet ? other.#lifeOf(one) : Infinity;
    const theirs = [...other].flatMap(toPermissions);
    for (const mine of this) {
      for (const one of theirs) {
        if (one.area !== mine.area || one.action !== mine.action) continue;
        const pattern = patternKind(mine.area, mine.action, this.#custom)?.intersect(mine.pattern, one.pattern);
        if (pattern !== undefined) {
          both.grant({ ...mine, pattern }, { expiresAtMs: Math.min(this.#lifeOf(mine), lifeOfTheirs(one)) });
        }
      }
    }
    return both;
  }

  /** Whether all that a grant allows is allowed by one grant of this set. */
  covers(grant: Grant): boolean {
    return toPermissions(grant).every((one) => {
      const kind = validatePattern(one, this.#custom);
      return [...(this.#rules.get(`${one.area}.${one.action}`)?.values() ?? [])].some(
        ({ grant: mine }) => kind.intersect(mine.pattern, one.pattern) === kind.intersect(one.pattern, one.pattern),
      );
    });
  }

  /**
   * A decision with what speaks for it: every grant that covers the request, and those of the same area and action that do not.
   */
  explain(request: AccessRequest): Explanation {
    const covering: string[] = [];
    const others: string[] = [];
    for (const rule of this.#rules.get(`${request.area}.${request.action}`)?.values() ?? []) {
      (rule.matches(request.resource) ? covering : others).push(rule.text);
    }
    return { ...this.decide(request), covering, others };
  }

  *[Symbol.iterator](): IterableIterator<PermissionRequest> {
    for (const { grant } of rulesOf(this.#rules)) yield grant;
  }

  /** A rule on an action that includes the one that is asked for, unless it is forbidden there. */
  #findWider(asked: string, resource: string): Rule | undefined {
    const wider = Object.hasOwn(INCLUDED, asked) ? INCLUDED[asked] : undefined;
    if (wider === undefined || find(this.#forbidden, wider.by, resource, wider.ports) !== undefined) return undefined;
    return find(this.#rules, wider.by, resource, wider.ports);
  }

  #lifeOf(grant: PermissionRequest): number {
    const rule = this.#rules.get(`${grant.area}.${grant.action}`)?.get(formatPermission(grant));
    return rule?.expiresAtMs ?? Infinity;
  }

  #read(grant: Grant, expiresAtMs: number): readonly Rule[] {
    return toPermissions(grant).map((one): Rule => {
      const kind = validatePattern(one, this.#custom);
      const host = one.area === 'network' ? withoutPort(one.pattern) : undefined;
      return {
        text: formatPermission(one),
        grant: one,
        matches: kind.compile(one.pattern),
        matchesHost: host === undefined ? undefined : kind.compile(host),
        expiresAtMs,
      };
    });
  }
}

const rulesOf = (rules: Rules): readonly Rule[] => [...rules.values()].flatMap((some) => [...some.values()]);

function add(rules: Rules, more: readonly Rule[]): void {
  for (const rule of more) {
    const key = `${rule.grant.area}.${rule.grant.action}`;
    rules.set(key, (rules.get(key) ?? new Map<string, Rule>()).set(rule.text, rule));
  }
}

function find(rules: Rules, key: string, resource: string, anyPort = false): Rule | undefined {
  for (const rule of rules.get(key)?.values() ?? []) {
    const isMatch = rule.matches(resource) || (anyPort && rule.matchesHost?.(resource) === true);
    if (isMatch && (rule.expiresAtMs === Infinity || Date.now() < rule.expiresAtMs)) return rule;
  }
  return undefined;
}

/** Why a request is allowed or denied. */
export interface Explanation extends Decision {
  /** The grants that cover it, as text. */
  readonly covering: readonly string[];
  /** Grants of the same area and action that do not. */
  readonly others: readonly string[];
}

/** The host of a pattern that names a port. */
const withoutPort = (pattern: string): string | undefined => /^(.*):(?:\d+|\*)$/.exec(pattern)?.[1];

const toPermissions = (grant: Grant): readonly PermissionRequest[] =>
  typeof grant === 'string' ? parsePermission(grant) : [grant];
