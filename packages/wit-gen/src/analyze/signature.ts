/** The parameters and the result of an operation. */
import { type Parameter, Type, type TypeNode } from '@airssys/model';
import { ts } from 'ts-morph';
import { type AnalysisContext, hasFlag, isLibrary } from './context.ts';
import { withDocs } from './documentation.ts';
import type { Conversion } from './types/conversion.ts';
import { namedBy, structureOf, type Written, written } from './types/written.ts';
import { witName } from './wit-name.ts';

export function readParameter(
  context: AnalysisContext,
  converter: Conversion,
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
  const name = witName(context, key, node);
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
  const type = converter.convertArgument(context.checker.getTypeAtLocation(node), written(node.type), place);
  if (type === undefined) return undefined;
  const isOptional = node.questionToken !== undefined || node.initializer !== undefined;
  // Left out it is the default, and null is null; unless null is the default, both are told apart.
  const isNullToo = type.kind === 'option' && type.none === 'null' && !(node.initializer && isNull(node.initializer));
  const docs = ts.getJSDocParameterTags(node).map((tag) => ts.getTextOfJSDocComment(tag.comment));
  const text = docs[0]?.replace(/^-\s*/, '').trim();
  return Object.freeze({
    key,
    name,
    type: isOptional && (type.kind !== 'option' || isNullToo) ? Type.option(type) : type,
    ...(isOptional && { optional: true }),
    ...withDocs(text === '' ? undefined : text),
  });
}

function isNull(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword;
}

export function checkParameterNames(
  context: AnalysisContext,
  parameters: readonly ts.ParameterDeclaration[],
  key: string,
): boolean {
  const seen = new Map<string, string>();
  let isDistinct = true;
  for (const parameter of parameters) {
    const { name: node } = parameter;
    const name = witName(context, node.getText(), parameter);
    const first = name === undefined ? undefined : seen.get(name);
    if (first !== undefined) {
      const message = `the parameters '${first}' and '${node.getText()}' of '${key}' are both '${String(name)}' in WIT`;
      context.reporter.error(
        node,
        'AIRSSYS_WIT_NAME_COLLISION',
        message,
        'Rename one of them, or choose its name in WIT with @name.',
      );
      isDistinct = false;
    } else if (name !== undefined) {
      seen.set(name, node.getText());
    }
  }
  return isDistinct;
}

/** What an operation answers: `type` is absent where it answers nothing. */
export interface OperationResult {
  readonly type?: TypeNode;
  readonly isAsync: boolean;
}

export function readResult(
  context: AnalysisContext,
  converter: Conversion,
  method: ts.MethodDeclaration,
  key: string,
  name: string,
): OperationResult | undefined {
  const signature = context.checker.getSignatureFromDeclaration(method);
  const returned = signature && context.checker.getReturnTypeOfSignature(signature);
  if (returned === undefined) return undefined;
  const { type, source, isAsync } = awaited(context, returned, written(method.type));
  if (hasFlag(type, ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return { isAsync };
  if (method.type === undefined) {
    const hint = `It is part of the component's interface: write \`: ${context.checker.typeToString(returned)}\` after the parameters.`;
    context.reporter.warning(
      method.name,
      'AIRSSYS_WIT_RESULT_INFERRED',
      `the result type of '${key}' is not written down`,
      hint,
    );
  }
  const node = (isAsync ? argumentOf(method.type) : method.type) ?? method.name;
  const place = { node, label: `the result of '${key}'`, name: `${name}-result` };
  const found = converter.convert(type, source, place);
  return found && { type: found, isAsync };
}

interface Awaited {
  readonly type: ts.Type;
  readonly source: Written | undefined;
  readonly isAsync: boolean;
}

/** What a promise is fulfilled with, in the type and as written; any other type as it is. */
function awaited(context: AnalysisContext, type: ts.Type, source: Written | undefined): Awaited {
  const symbol: ts.Symbol | undefined = type.symbol; // declared as always there, but unions have none
  const declaration = symbol?.declarations?.[0];
  const isPromise = ['Promise', 'PromiseLike'].includes(symbol?.name ?? '');
  if (!isPromise || declaration === undefined || !isLibrary(context, declaration)) {
    return { type, source, isAsync: false };
  }
  // Both are generic interfaces of the library, so that a type of them is a reference.
  const [value] = context.checker.getTypeArguments(type as ts.TypeReference);
  const named = source && namedBy(context, structureOf(context, source));
  return value === undefined
    ? { type, source, isAsync: true }
    : { ...awaited(context, value, named?.args[0]), isAsync: true };
}

/** `T` of a type that is written as `Promise<T>`. */
function argumentOf(node: ts.TypeNode | undefined): ts.TypeNode | undefined {
  const argument = node !== undefined && ts.isTypeReferenceNode(node) ? node.typeArguments?.[0] : undefined;
  return argument ?? node;
}
