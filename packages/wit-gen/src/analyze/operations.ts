import { type InterfaceModel, type OperationModel } from '@airssys/model';
import { ts } from 'ts-morph';
import { type ComponentClass, type Mark, marksOf } from './component-class.ts';
import type { AnalysisContext } from './context.ts';
import { readFunction } from './function-model.ts';
import { capital, checkMethod } from './operation-method.ts';
import { lineOf } from './reporter.ts';
import { TypeConverter } from './types/converter.ts';
import { witName } from './wit-name.ts';

/** A member of the component class with the SDK's marks on it. */
export interface MarkedMember {
  readonly node: ts.ClassElement;
  readonly marks: readonly Mark[];
}

/** The members that have marks, in source order; marks in a base class are reported, since they would be lost. */
export function markedMembers(context: AnalysisContext, component: ComponentClass): readonly MarkedMember[] {
  reportInherited(context, component);
  return component.node.members
    .map((node) => ({ node, marks: marksOf(context, node) }))
    .filter((one) => one.marks.length > 0);
}

/** The interface of the component: its operations and the types that they use. */
export function readOperations(context: AnalysisContext, members: readonly MarkedMember[]): InterfaceModel {
  const converter = new TypeConverter(context);
  const taken = new Map<string, ts.Node>();
  const operations: OperationModel[] = [];
  for (const { node, marks } of members) {
    if (!marks.some((mark) => mark.name === 'operation')) continue;
    const method = checkMethod(context, node);
    const key = method && ts.isIdentifier(method.name) ? method.name.text : undefined;
    const name = key === undefined ? undefined : operationName(context, node, key, taken);
    if (method === undefined || key === undefined || name === undefined) continue;
    taken.set(name, method.name);
    const operation = readFunction(converter, method, { key, name, label: key, place: name });
    if (operation !== undefined) operations.push(operation);
  }
  converter.finish();
  const types = converter.definitions.all();
  reportTypeCollisions(context, converter, taken);
  return Object.freeze({ name: 'operations', types: Object.freeze(types), operations: Object.freeze(operations) });
}

function operationName(
  context: AnalysisContext,
  node: ts.ClassElement,
  key: string,
  taken: ReadonlyMap<string, ts.Node>,
): string | undefined {
  const { reporter } = context;
  const place = node.name ?? node;
  const name = witName(context, key, node);
  if (name === undefined) {
    const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename the method.';
    reporter.error(place, 'AIRSSYS_WIT_NAME', `the operation '${key}' has no name in WIT`, hint);
    return undefined;
  }
  const first = taken.get(name);
  if (first === undefined) return name;
  const where = `'${first.getText()}' in line ${lineOf(first)}`;
  const message = `the operation '${key}' and ${where} are both '${name}' in WIT`;
  reporter.error(
    place,
    'AIRSSYS_WIT_NAME_COLLISION',
    message,
    'Rename one of them, or choose its name in WIT with @name.',
  );
  return undefined;
}

/** In WIT, the types and functions of an interface share their names. */
function reportTypeCollisions(
  context: AnalysisContext,
  converter: TypeConverter,
  taken: ReadonlyMap<string, ts.Node>,
): void {
  for (const [name, node] of taken) {
    const type = converter.definitions.entryOf(name);
    if (type === undefined) continue;
    const message = `the operation '${node.getText()}' and the type '${type.source}' are both '${name}' in WIT`;
    const hint = `An interface has its types and operations side by side: rename one, such as get${capital(node.getText())}.`;
    context.reporter.error(node, 'AIRSSYS_WIT_NAME_COLLISION', message, hint);
  }
}

function reportInherited(context: AnalysisContext, component: ComponentClass): void {
  const clause = component.node.heritageClauses?.find((one) => one.token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0];
  const symbol = base && context.sdk.resolve(context.checker.getSymbolAtLocation(base.expression));
  const declaration = symbol?.declarations?.find((node) => ts.isClassDeclaration(node));
  if (base === undefined || declaration === undefined) return;
  for (const member of declaration.members) {
    if (marksOf(context, member).length === 0) continue;
    const message = `'${member.name?.getText() ?? ''}' of the base class ${declaration.name?.text ?? ''} is marked, but only marks in the component class count`;
    context.reporter.error(
      base,
      'AIRSSYS_WIT_OPERATION_INHERITED',
      message,
      'Declare it here, with the mark, and call super in it.',
    );
  }
}
