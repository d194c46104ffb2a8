/** The parameters and the result of an operation. */
import { type Parameter, toKebabCase, Type, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag } from './context.ts';
import { withDocs } from './documentation.ts';
import type { TypeConverter } from './types/converter.ts';
import { written } from './types/written.ts';

export function readParameter(
  context: AnalysisContext,
  converter: TypeConverter,
  node: ts.ParameterDeclaration,
  operation: string,
  operationName: string,
): Parameter | undefined {
  const refuse = (message: string, hint: string): undefined => {
    context.reporter.error(node, 'AIRSSYS_WIT_PARAMETER', message, hint);
    return undefined;
  };
  if (!ts.isIdentifier(node.name)) {
    return refuse(
      `a parameter of '${operation}' has no name`,
      'Its name is part of the interface: name it, and take it apart in the body.',
    );
  }
  const key = node.name.text;
  if (node.dotDotDotToken) {
    return refuse(
      `'${key}' of '${operation}' is a rest parameter`,
      `WIT has a fixed number of parameters: take an array, ${key}: T[].`,
    );
  }
  const name = toKebabCase(key);
  if (name === undefined) {
    const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename it.';
    context.reporter.error(node.name, 'AIRSSYS_WIT_NAME', `the parameter '${key}' has no name in WIT`, hint);
    return undefined;
  }
  const place = {
    node: node.type ?? node,
    label: `parameter '${key}' of '${operation}'`,
    name: `${operationName}-${name}`,
  };
  const type = converter.convert(context.checker.getTypeAtLocation(node), written(node.type), place);
  if (type === undefined) return undefined;
  const isOptional = node.questionToken !== undefined || node.initializer !== undefined;
  if (node.initializer !== undefined && type.kind === 'option' && type.none === 'null' && !isNull(node.initializer)) {
    // Left out it would be the default, and null it would be null; on the wire both are none.
    const hint = 'WIT has one way to be missing: drop `| null`, or the default.';
    const message = `${place.label} may be null and has a default besides`;
    context.reporter.error(place.node, 'AIRSSYS_WIT_TYPE_NULLISH', message, hint);
    return undefined;
  }
  const docs = ts.getJSDocParameterTags(node).map((tag) => ts.getTextOfJSDocComment(tag.comment));
  const text = docs[0]?.replace(/^-\s*/, '').trim();
  return Object.freeze({
    key,
    name,
    type: isOptional && type.kind !== 'option' ? Type.option(type) : type,
    ...(isOptional && { optional: true }),
    ...withDocs(text === '' ? undefined : text),
  });
}

function isNull(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword;
}

export function checkParameterNames(
  { reporter }: AnalysisContext,
  parameters: readonly ts.ParameterDeclaration[],
  key: string,
): boolean {
  const seen = new Map<string, string>();
  let isDistinct = true;
  for (const { name: node } of parameters) {
    const name = toKebabCase(node.getText());
    const first = name === undefined ? undefined : seen.get(name);
    if (first !== undefined) {
      const message = `the parameters '${first}' and '${node.getText()}' of '${key}' are both '${String(name)}' in WIT`;
      reporter.error(node, 'AIRSSYS_WIT_NAME_COLLISION', message, 'Rename one of them.');
      isDistinct = false;
    } else if (name !== undefined) {
      seen.set(name, node.getText());
    }
  }
  return isDistinct;
}

export function readResult(
  context: AnalysisContext,
  converter: TypeConverter,
  method: ts.MethodDeclaration,
  key: string,
  name: string,
): TypeNode | 'none' | undefined {
  const signature = context.checker.getSignatureFromDeclaration(method);
  const type = signature && context.checker.getReturnTypeOfSignature(signature);
  if (type === undefined) return undefined;
  const isAsync = (ts.getCombinedModifierFlags(method) & ts.ModifierFlags.Async) !== 0;
  if (isAsync || ['Promise', 'PromiseLike'].includes(type.symbol?.name)) {
    const what = isAsync ? 'async' : 'declared to return a promise';
    const message = `the operation '${key}' is ${what}`;
    const hint = 'Host calls are synchronous inside a component: drop `async` and return the value.';
    context.reporter.error(method.type ?? method.name, 'AIRSSYS_WIT_OPERATION_ASYNC', message, hint);
    return undefined;
  }
  if (hasFlag(type, ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return 'none';
  if (method.type === undefined) {
    const hint = `It is part of the component's interface: write \`: ${context.checker.typeToString(type)}\` after the parameters.`;
    context.reporter.warning(
      method.name,
      'AIRSSYS_WIT_RESULT_INFERRED',
      `the result type of '${key}' is not written down`,
      hint,
    );
  }
  const place = { node: method.type ?? method.name, label: `the result of '${key}'`, name: `${name}-result` };
  return converter.convert(type, written(method.type), place);
}
