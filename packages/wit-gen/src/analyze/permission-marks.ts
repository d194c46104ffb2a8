import { formatPermission, isAirssysError, parsePermission, type PermissionRequest } from '@airssys/model';
import type { Mark } from './component-class.ts';
import type { AnalysisContext } from './context.ts';
import { literalValue } from './literals.ts';

/** The permissions of all `@requires` among the marks, each once, in source order. */
export function readPermissions(context: AnalysisContext, marks: readonly Mark[]): readonly PermissionRequest[] {
  const found = new Map<string, PermissionRequest>();
  for (const expression of marks.flatMap((mark) => (mark.name === 'requires' ? (mark.call?.arguments ?? []) : []))) {
    const text = literalValue(context, expression);
    if (typeof text !== 'string') {
      context.reporter.error(
        expression,
        'AIRSSYS_WIT_NOT_LITERAL',
        'a permission is not a string literal',
        "The build reads it without running the code: write it in place, as in @requires('storage').",
      );
      continue;
    }
    try {
      for (const permission of parsePermission(text)) found.set(formatPermission(permission), permission);
    } catch (error) {
      if (!isAirssysError(error)) throw error;
      context.reporter.error(
        expression,
        'AIRSSYS_WIT_PERMISSION',
        error.message,
        error.hint ?? 'See the documentation of @requires.',
      );
    }
  }
  return [...found.values()];
}
