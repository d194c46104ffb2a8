import {
  formatPermission,
  type CustomArea,
  parsePermission,
  type PermissionArea,
  type PermissionRequest,
} from '@airssys/model';
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
}

/** A grant in its text form (`filesystem.read:/data/**`) or as data. */
export type Grant = string | PermissionRequest;

export interface CapabilitySetOptions {
  /** Areas that the embedder has defined. Default none. */
  readonly custom?: CustomCapabilities | undefined;
}

interface Rule {
  readonly text: string;
  readonly grant: PermissionRequest;
  readonly matches: (resource: string) => boolean;
  /** For rules on endpoints: whether the resource, without a port, is one of their hosts. */
  readonly matchesHost: ((resource: string) => boolean) | undefined;
}

const DENIED: Decision = Object.freeze({ allowed: false, rule: 'no grant' });

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
  /** By `area.action`, then by the grant's text. */
  readonly #rules = new Map<string, Map<string, Rule>>();

  constructor(options: CapabilitySetOptions = {}) {
    this.#custom = options.custom ?? {};
  }

  /** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a grant that cannot be read, or whose pattern matches nothing. */
  static from(grants: Iterable<Grant>, options: CapabilitySetOptions = {}): CapabilitySet {
    const set = new CapabilitySet(options);
    for (const grant of grants) set.grant(grant);
    return set;
  }

  get size(): number {
    return [...this.#rules.values()].reduce((sum, rules) => sum + rules.size, 0);
  }

  /** @throws AirssysError as {@link CapabilitySet.from} does; the set is as it was then. */
  grant(grant: Grant): void {
    const rules = toPermissions(grant).map((one): Rule => {
      const kind = validatePattern(one, this.#custom);
      const host = one.area === 'network' ? withoutPort(one.pattern) : undefined;
      return {
        text: formatPermission(one),
        grant: one,
        matches: kind.compile(one.pattern),
        matchesHost: host === undefined ? undefined : kind.compile(host),
      };
    });
    for (const rule of rules) {
      const key = `${rule.grant.area}.${rule.grant.action}`;
      const others = this.#rules.get(key) ?? new Map<string, Rule>();
      this.#rules.set(key, others.set(rule.text, rule));
    }
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
    const rule = this.#find(asked, resource);
    if (rule !== undefined) return { allowed: true, rule: rule.text };
    const wider = Object.hasOwn(INCLUDED, asked) ? INCLUDED[asked] : undefined;
    const including = wider && this.#find(wider.by, resource, wider.ports);
    return including === undefined ? DENIED : { allowed: true, rule: including.text };
  }

  /**
   * What both sets allow: where their grants overlap, the narrower. The result is a set of its own.
   *
   * A request is allowed by it if both allow it, save that one set's grant includes an action that only the other names
   * (`filesystem.read` includes `filesystem.metadata`); such a request is denied.
   */
  intersect(other: Iterable<Grant>): CapabilitySet {
    const both = new CapabilitySet({ custom: this.#custom });
    const theirs = [...other].flatMap(toPermissions);
    for (const mine of this) {
      for (const one of theirs) {
        if (one.area !== mine.area || one.action !== mine.action) continue;
        const pattern = patternKind(mine.area, mine.action, this.#custom)?.intersect(mine.pattern, one.pattern);
        if (pattern !== undefined) both.grant({ ...mine, pattern });
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
    for (const rules of this.#rules.values()) for (const { grant } of rules.values()) yield grant;
  }

  #find(key: string, resource: string, anyPort = false): Rule | undefined {
    for (const rule of this.#rules.get(key)?.values() ?? []) {
      if (rule.matches(resource) || (anyPort && rule.matchesHost?.(resource) === true)) return rule;
    }
    return undefined;
  }
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
