import type { HostCallInterceptor } from '@airssys/host';

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
