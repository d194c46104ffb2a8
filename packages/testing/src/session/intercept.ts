import type { HostCallInterceptor, LimitInterceptor } from '@airssys/host';

/**
 * One interceptor of several: the first is outermost, so it sees the call as the component made it, and what `proceed` answers it is
 * what the ones after it make of that. Undefined where there are none.
 */
export function composeInterceptors(
  list: readonly (HostCallInterceptor | undefined)[],
): HostCallInterceptor | undefined {
  return list.reduceRight<HostCallInterceptor | undefined>((inner, outer) => {
    if (inner === undefined || outer === undefined) return outer ?? inner;
    return (call, proceed) => outer(call, () => inner(call, proceed));
  }, undefined);
}

/** One interceptor of two, both of which are asked: the tighter answer holds. */
export function composeLimits(outer: LimitInterceptor | undefined, inner: LimitInterceptor): LimitInterceptor {
  if (outer === undefined) return inner;
  return {
    maxFuel: (call) => {
      const most = [outer.maxFuel?.(call), inner.maxFuel?.(call)].filter((units) => units !== undefined);
      return most.length === 0 ? undefined : Math.min(...most);
    },
    allowsMemory: (call, bytes) => {
      const answers = [outer.allowsMemory?.(call, bytes), inner.allowsMemory?.(call, bytes)];
      return !answers.includes(false);
    },
  };
}
