import { formatPermission, isAirssysError, parsePermission, type PermissionRequest } from '@airssys/model';
import type { ts } from 'ts-morph';
import type { Mark } from './component-class.ts';
import type { AnalysisContext } from './context.ts';
import { literalValue } from './literals.ts';

/** Where a component asks for something. */
export interface RequestPlace {
  /** As it is written: `storage`, `filesystem.read:/data/*`. */
  readonly text: string;
  /** What that stands for. */
  readonly permissions: readonly PermissionRequest[];
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** UTF-16 code units. */
  readonly length: number;
}

/** The permissions of all `@requires` among the marks, in source order. */
export function readRequests(context: AnalysisContext, marks: readonly Mark[]): readonly RequestPlace[] {
  return marks
    .flatMap((mark) => (mark.name === 'requires' ? (mark.call?.arguments ?? []) : []))
    .flatMap((expression) => readRequest(context, expression) ?? []);
}

/** Each permission once, in source order. */
export function requestedPermissions(places: readonly RequestPlace[]): readonly PermissionRequest[] {
  const found = new Map<string, PermissionRequest>();
  for (const permission of places.flatMap(({ permissions }) => permissions)) {
    found.set(formatPermission(permission), permission);
  }
  return [...found.values()];
}

function readRequest(context: AnalysisContext, expression: ts.Expression): RequestPlace | undefined {
  const text = literalValue(context, expression);
  if (typeof text !== 'string') {
    context.reporter.error(
      expression,
      'AIRSSYS_WIT_NOT_LITERAL',
      'a permission is not a string literal',
      "The build reads it without running the code: write it in place, as in @requires('storage').",
    );
    return undefined;
  }
  try {
    const source = expression.getSourceFile();
    const start = expression.getStart(source);
    const { line, character } = source.getLineAndCharacterOfPosition(start);
    return {
      text,
      permissions: parsePermission(text),
      file: source.fileName,
      line: line + 1,
      column: character + 1,
      length: expression.getEnd() - start,
    };
  } catch (error) {
    if (!isAirssysError(error)) throw error;
    const hint = error.hint ?? 'See the documentation of @requires.';
    context.reporter.error(expression, 'AIRSSYS_WIT_PERMISSION', error.message, hint);
    return undefined;
  }
}
