import { AirssysError, type PermissionRequest } from '@airssys/model';
import { CapabilitySet, type Grant } from '../capability-set.ts';
import type { CustomCapabilities } from '../pattern.ts';
import { NAMESPACES } from '../patterns/name-patterns.ts';
import type { PermissionResult, SecurityContext, SecurityPolicy, TrustLevel } from './security-policy.ts';

/** What some components may be granted. */
export interface AclRule {
  /** Which components: `acme:shop`, `acme:*`, `*`. */
  readonly components: string;
  /** Only those that are trusted so. Default: all. */
  readonly trust?: readonly TrustLevel[];
  /** What they may be granted, as far as they request it. Default nothing. */
  readonly allow?: readonly Grant[];
  /** What they are never granted, whatever another rule allows. Default nothing. */
  readonly deny?: readonly Grant[];
  /** Milliseconds after which what this rule has granted holds no more. Default: it holds. */
  readonly expiresInMs?: number;
  /** What the audit log calls the rule. Default `acl rule N`, counted from 1. */
  readonly name?: string;
}

/** What rules may speak of besides the framework's own areas. */
export interface AclPolicyOptions {
  /** Areas that the embedder has defined. Default none. */
  readonly custom?: CustomCapabilities;
}

interface ReadRule {
  readonly name: string;
  readonly isFor: (componentId: string) => boolean;
  readonly trust: readonly TrustLevel[] | undefined;
  readonly allow: CapabilitySet;
  readonly deny: CapabilitySet;
  readonly expiresInMs: number | undefined;
}

/**
 * A policy of rules by component. All rules that are for a component count: it is granted what some rule allows and none denies.
 */
export class AclPolicy implements SecurityPolicy {
  readonly #rules: readonly ReadRule[];

  /** @throws AirssysError `AIRSSYS_CAPABILITY_INVALID` for a permission or a pattern of components that cannot be read. */
  constructor(rules: readonly AclRule[], { custom }: AclPolicyOptions = {}) {
    this.#rules = rules.map((rule, at) => readRule(rule, rule.name ?? `acl rule ${at + 1}`, custom));
  }

  evaluate(request: PermissionRequest, { componentId, trust }: SecurityContext): PermissionResult {
    const rules = this.#rules.filter((rule) => rule.isFor(componentId) && (rule.trust?.includes(trust) ?? true));
    const denying = rules.map((rule) => ({ rule, overlap: [...rule.deny.intersect([request])] }));
    const forbidding = denying.find(({ rule }) => rule.deny.covers(request));
    const forbids = denying.flatMap(({ overlap }) => overlap);
    if (forbidding !== undefined) return { grants: [], forbids, rule: `${forbidding.rule.name} denies it` };
    const allowing = rules
      .map((rule) => ({ rule, grants: [...rule.allow.intersect([request])] }))
      .filter(({ grants }) => grants.length > 0);
    const [first] = allowing;
    if (first === undefined) {
      return { grants: [], forbids, rule: rules.length === 0 ? 'no rule for it' : 'no rule allows it' };
    }
    // A rule that allows all that was asked speaks for itself alone; the one that holds longest.
    const whole = allowing.filter(({ rule }) => rule.allow.covers(request));
    const speaking = whole.length > 0 ? [whole.reduce((a, b) => (lifeOf(a.rule) >= lifeOf(b.rule) ? a : b))] : allowing;
    const lifeMs = Math.min(...speaking.map(({ rule }) => lifeOf(rule)));
    return {
      grants: speaking.flatMap(({ grants }) => grants),
      forbids,
      rule: speaking.map(({ rule }) => rule.name).join(', '),
      ...(lifeMs !== Infinity && { expiresAtMs: Date.now() + lifeMs }),
    };
  }
}

const lifeOf = ({ expiresInMs = Infinity }: ReadRule): number => expiresInMs;

function readRule(rule: AclRule, name: string, custom: CustomCapabilities | undefined): ReadRule {
  const { components, trust, allow = [], deny = [], expiresInMs } = rule;
  const fault = NAMESPACES.fault(components);
  if (fault !== undefined) {
    throw new AirssysError('AIRSSYS_CAPABILITY_INVALID', `${name} cannot be for '${components}': ${fault.what}`, {
      hint: fault.hint,
      data: { rule: name, components },
    });
  }
  if (expiresInMs !== undefined && !(expiresInMs > 0)) {
    throw new AirssysError('AIRSSYS_CONFIG_INVALID', `expiresInMs of ${name} cannot be ${expiresInMs}`, {
      hint: 'It is a number of milliseconds above 0.',
    });
  }
  return {
    name,
    isFor: NAMESPACES.compile(components),
    trust,
    allow: CapabilitySet.from(allow, { custom }),
    deny: CapabilitySet.from(deny, { custom }),
    expiresInMs,
  };
}
