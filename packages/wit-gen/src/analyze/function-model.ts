import { type OperationModel, Type } from '@airssys/model';
import { ts } from 'ts-morph';
import { docsOfSymbol, withDocs } from './documentation.ts';
import { checkParameterNames, readParameter, readResult } from './signature.ts';
import { readThrows } from './throws.ts';
import type { Conversion } from './types/conversion.ts';

/** How a function is called: by the author, in WIT, in messages; and how anonymous types in its signature begin. */
export interface FunctionNames {
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly place: string;
}

/** Reads the signature of a method: an operation's or a resource's. Undefined after an error has been reported. */
export function readFunction(
  conversion: Conversion,
  method: ts.MethodDeclaration,
  { key, name, label, place }: FunctionNames,
): OperationModel | undefined {
  const { context } = conversion;
  const parameters = method.parameters.filter((one) => !(ts.isIdentifier(one.name) && one.name.text === 'this'));
  const params = parameters.map((one) => readParameter(context, conversion, one, label, place));
  const isDistinct = checkParameterNames(context, parameters, label);
  const result = readResult(context, conversion, method, label, place);
  const thrown = readThrows(context, conversion, method, place);
  if (params.includes(undefined) || result === undefined || thrown === undefined || !isDistinct) return undefined;
  if (thrown !== 'none' && result.type?.kind === 'result') {
    const hint = 'An operation fails in one way: return the value itself and throw, or drop @throws.';
    context.reporter.error(method.name, 'AIRSSYS_WIT_THROWS', `'${label}' returns a Result and has @throws`, hint);
    return undefined;
  }
  const type = thrown === 'none' ? result.type : Type.result(result.type, thrown);
  return Object.freeze({
    key,
    name,
    params: Object.freeze(params.filter((param) => param !== undefined)),
    ...(type && { result: type }),
    ...(result.isAsync && { async: true }),
    ...(thrown !== 'none' && { throws: true }),
    ...withDocs(docsOfSymbol(context, context.checker.getSymbolAtLocation(method.name))),
  });
}
