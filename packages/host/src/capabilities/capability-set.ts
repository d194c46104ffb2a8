import { type CustomArea, parsePermission, type PermissionArea, type PermissionRequest } from '@airssys/model';
import type { SecurityMode } from './policy/security-policy.ts';
import { type CustomCapabilities, patternKind, validatePattern } from './pattern.ts';
import { holds, readRule, type Rule, RuleTable } from './rule-table.ts';

/** Something that a component is about to do. */
export interface AccessRequest {
  /** `import`: the call of an interface that the embedder provides, which is a grant by itself; no permission speaks of it. */
  readonly area: PermissionArea | CustomArea | 'import';
  /** What it is about to do, as WIT's `capabilities` interface has it: `read`, `outbound`, `send` … */
  readonly action: string;
  /**
   * The resource itself, never a pattern: a normalized path, a `name:port`, `*` where there is nothing to choose. Of `messaging.subscribe`
   * also a pattern, of which all must be granted.
   */
  readonly resource: string;
}

/** Whether the request is for all topics of a pattern: a subscription is the one thing that is asked for in patterns. */
const isForPattern = ({ area, action, resource }: AccessRequest): boolean =>
  area === 'messaging' && action === 'subscribe' && resource.endsWith('*');

/** The answer to an {@link AccessRequest}, and the rule that gave it. */
export interface Decision {
  /** Whether it may be done. */
  readonly allowed: boolean;
  /** The grant that covers the request, as text; `no grant` where none does. */
  readonly rule: string;
  /** Allowed by the mode `permissive` alone: `strict` would deny it. */
  readonly wouldDeny?: true;
}

/** A grant in its text form (`filesystem.read:/data/**`) or as data. */
export type Grant = string | PermissionRequest;

/** How a set decides. */
export interface CapabilitySetOptions {
  /** Areas that the embedder has defined. Default none. */
  readonly custom?: CustomCapabilities | undefined;
  /** Default `strict`. */
  readonly mode?: SecurityMode | undefined;
}

/** How long a grant holds. */
export interface GrantOptions {
  /** Milliseconds since 1970-01-01T00:00:00Z from which on the grant holds no more. Default: it holds. */
  readonly expiresAtMs?: number | undefined;
}

const DENIED: Decision = Object.freeze({ allowed: false, rule: 'no grant' });
const PERMITTED: Decision = Object.freeze({
  allowed: true,
  rule: 'no grant; allowed by the mode permissive',
  wouldDeny: true,
});

/**
 * What one component may do. Whatever no grant covers is denied.
 *
 * INVARIANT: a decision depends on the grants at the moment of the request; nothing is remembered across a revocation.
 */
export class CapabilitySet implements Iterable<PermissionRequest> {
  readonly #custom: CustomCapabilities;
  readonly #mode: SecurityMode;
  readonly #rules = new RuleTable();
  readonly #forbidden = new RuleTable();
  #revision = 0;

  /** An empty set; the options say how it decides. */
  constructor(options: CapabilitySetOptions = {}) {
    this.#custom = options.custom ?? {};
    this.#mode = options.mode ?? 'strict';
  }

  /**
   * Answers a set of these grants.
   *
   * @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a grant that cannot be read, or whose pattern matches nothing.
   */
  static from(grants: Iterable<Grant>, options: CapabilitySetOptions = {}): CapabilitySet {
    const set = new CapabilitySet(options);
    for (const grant of grants) set.grant(grant);
    return set;
  }

  /** Grows with each change: whoever remembers it sees whether the set is still what it was. */
  get revision(): number {
    return this.#revision;
  }

  /** How many grants are in it. */
  get size(): number {
    return this.#rules.all.length;
  }

  /**
   * Adds a grant.
   *
   * @throws AirssysError as {@link CapabilitySet.from} does; the set is as it was then.
   */
  grant(grant: Grant, { expiresAtMs = Infinity }: GrantOptions = {}): void {
    for (const rule of this.#read(grant, expiresAtMs)) this.#rules.add(rule);
    this.#revision += 1;
  }

  /**
   * Denies what the permission covers, whatever is granted: `/data/**` may be granted, and `/data/private/**` forbidden.
   *
   * @throws AirssysError as {@link CapabilitySet.from} does.
   */
  forbid(grant: Grant): void {
    for (const rule of this.#read(grant, Infinity)) this.#forbidden.add(rule);
    this.#revision += 1;
  }

  /** Takes a grant back, with effect from the next request on: what is open already is asked for with each use. */
  revoke(grant: Grant): void {
    for (const one of toPermissions(grant)) this.#rules.delete(one);
    this.#revision += 1;
  }

  /** Whether exactly this grant is in the set. */
  has(grant: Grant): boolean {
    return toPermissions(grant).every((one) => this.#rules.get(one) !== undefined);
  }

  /** Whether some grant covers the request. */
  matches(request: AccessRequest): boolean {
    return this.decide(request).allowed;
  }

  /** Whether a request is allowed, and by which rule. */
  decide(request: AccessRequest): Decision {
    if (isForPattern(request)) return this.#decidePattern(request);
    const { area, action, resource } = request;
    const forbidding = this.#forbidden.find(area, action, resource);
    if (forbidding !== undefined) return { allowed: false, rule: `forbidden: ${forbidding.text}` };
    const rule = this.#rules.find(area, action, resource) ?? this.#findIncluding(area, action, resource);
    if (rule !== undefined) return rule.decision;
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
    const others = other instanceof CapabilitySet ? other : undefined;
    for (const rule of [...this.#forbidden.all, ...(others === undefined ? [] : others.#forbidden.all)])
      both.forbid(rule.permission);
    const theirs = [...other].flatMap(toPermissions);
    for (const mine of this) {
      for (const one of theirs) {
        if (one.area !== mine.area || one.action !== mine.action) continue;
        const pattern = patternKind(mine.area, mine.action, this.#custom)?.intersect(mine.pattern, one.pattern);
        if (pattern !== undefined) {
          both.grant(
            { ...mine, pattern },
            { expiresAtMs: Math.min(this.#lifeOf(mine), others === undefined ? Infinity : others.#lifeOf(one)) },
          );
        }
      }
    }
    return both;
  }

  /** Whether all that a grant allows is allowed by one grant of this set. */
  covers(grant: Grant): boolean {
    return toPermissions(grant).every((one) => {
      const kind = validatePattern(one, this.#custom);
      const whole = kind.intersect(one.pattern, one.pattern);
      return this.#rules
        .of(one.area, one.action)
        .some(({ permission }) => kind.intersect(permission.pattern, one.pattern) === whole);
    });
  }

  /**
   * A decision with what speaks for it: every grant that covers the request, and those of the same area and action that do not.
   */
  explain(request: AccessRequest): Explanation {
    const covering: string[] = [];
    const others: string[] = [];
    for (const rule of this.#rules.of(request.area, request.action)) {
      (rule.matches(request.resource) ? covering : others).push(rule.text);
    }
    return { ...this.decide(request), covering, others };
  }

  *[Symbol.iterator](): IterableIterator<PermissionRequest> {
    for (const { permission } of this.#rules.all) yield permission;
  }

  /**
   * A rule on an action that includes the one that is asked for, unless that action is forbidden there: who may read a file
   * learns its size, and who may connect to a name must look it up.
   */
  #findIncluding(area: string, action: string, resource: string): Rule | undefined {
    if (area === 'filesystem' && action === 'metadata') {
      const isForbidden = this.#forbidden.find(area, 'read', resource) !== undefined;
      return isForbidden ? undefined : this.#rules.find(area, 'read', resource);
    }
    if (area === 'network' && action === 'resolve') {
      const isForbidden = this.#forbidden.findHost(area, 'outbound', resource) !== undefined;
      return isForbidden ? undefined : this.#rules.findHost(area, 'outbound', resource);
    }
    return undefined;
  }

  /** INVARIANT: no topic of the pattern is forbidden, and one grant covers all of them. */
  #decidePattern({ area, action, resource }: AccessRequest): Decision {
    const kind = patternKind(area, action, this.#custom);
    const whole = kind?.intersect(resource, resource);
    const meets = ({ permission: { pattern } }: Rule): string | undefined => kind?.intersect(pattern, resource);
    const forbidding = this.#forbidden.of(area, action).find((rule) => meets(rule) !== undefined);
    if (forbidding !== undefined) return { allowed: false, rule: `forbidden: ${forbidding.text}` };
    const rule = this.#rules.of(area, action).find((one) => holds(one) && whole !== undefined && meets(one) === whole);
    if (rule !== undefined) return rule.decision;
    return this.#mode === 'permissive' ? PERMITTED : DENIED;
  }

  #lifeOf(grant: PermissionRequest): number {
    return this.#rules.get(grant)?.expiresAtMs ?? Infinity;
  }

  #read(grant: Grant, expiresAtMs: number): readonly Rule[] {
    return toPermissions(grant).map((one) => readRule(one, this.#custom, expiresAtMs));
  }
}

/** Why a request is allowed or denied. */
export interface Explanation extends Decision {
  /** The grants that cover it, as text. */
  readonly covering: readonly string[];
  /** Grants of the same area and action that do not. */
  readonly others: readonly string[];
}

const toPermissions = (grant: Grant): readonly PermissionRequest[] =>
  typeof grant === 'string' ? parsePermission(grant) : [grant];
