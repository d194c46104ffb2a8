/** `@throws(E)`: the error classes that an operation throws, as the error of its result. */
import { type RecordDefinition, type ReferenceType, toPascalCase, Type, type VariantDefinition } from '@airssys/model';
import { ts } from 'ts-morph';
import { marksOf } from './component-class.ts';
import { type AnalysisContext, isLibrary } from './context.ts';
import { docsOfSymbol, withDocs } from './documentation.ts';
import type { Conversion } from './types/conversion.ts';
import type { Place } from './types/place.ts';
import { convertField, fieldsOf } from './types/records.ts';
import { NO_SCOPE } from './types/written.ts';
import { witName } from './wit-name.ts';

/** The members of every `Error`; of these the message alone crosses the boundary. */
const OWN_MEMBERS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause']);

interface ErrorClass {
  readonly symbol: ts.Symbol;
  readonly type: ts.Type;
  /** The argument of the decorator. */
  readonly node: ts.Expression;
}

/** What the method's `@throws` says: the type of the error; `none` without one, undefined after an error has been reported. */
export function readThrows(
  context: AnalysisContext,
  converter: Conversion,
  method: ts.MethodDeclaration,
  name: string,
): ReferenceType | 'none' | undefined {
  const marks = marksOf(context, method).filter((mark) => mark.name === 'throws');
  const [mark, second] = marks;
  if (mark === undefined) return 'none';
  const report = (node: ts.Node, message: string, hint: string): undefined => {
    context.reporter.error(node, 'AIRSSYS_WIT_THROWS', message, hint);
    return undefined;
  };
  if (second !== undefined) {
    return report(
      second.node,
      'a second @throws on one method',
      'Name all of its classes in one: @throws(First, Second).',
    );
  }
  const nodes = mark.call?.arguments ?? [];
  const classes = nodes.map((node) => errorClass(context, node));
  if (classes.length === 0) {
    return report(mark.node, '@throws names no class', 'Name the classes that the method throws: @throws(OrderError).');
  }
  const found = classes.filter((one) => one !== undefined);
  const repeated = found.find((one, index) => found.findIndex(({ symbol }) => symbol === one.symbol) < index);
  if (repeated !== undefined) {
    return report(repeated.node, `@throws names ${repeated.symbol.name} twice`, 'Name it once.');
  }
  const records = found.map((one) => errorRecord(converter, one));
  if (found.length < classes.length || records.includes(undefined)) return undefined;
  const [only] = records;
  if (only !== undefined && records.length === 1) return only;
  return errorVariant(
    converter,
    name,
    mark.node,
    found.map(({ symbol }) => symbol),
    records.filter((one) => one !== undefined),
  );
}

/** A class of the author's that extends `Error`; what is wrong with it is reported. */
function errorClass(context: AnalysisContext, node: ts.Expression): ErrorClass | undefined {
  const { checker, reporter } = context;
  const symbol = context.sdk.resolve(checker.getSymbolAtLocation(node));
  const text = node.getText();
  const refuse = (what: string, hint: string): undefined => {
    reporter.error(node, 'AIRSSYS_WIT_THROWS', `@throws(${text}): ${what}`, hint);
    return undefined;
  };
  const declaration = symbol?.declarations?.find((one) => ts.isClassDeclaration(one));
  if (symbol === undefined || declaration === undefined) {
    const isLibraryClass = symbol?.declarations?.some((one) => isLibrary(context, one)) === true;
    const hint = 'Callers tell errors apart by their class: class OrderError extends Error { … }';
    return refuse(isLibraryClass ? `${text} is every error there is` : 'it is not a class that is declared', hint);
  }
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!isError(context, type)) return refuse('it does not extend Error', `Write: class ${symbol.name} extends Error.`);
  if (declaration.typeParameters !== undefined) {
    return refuse('it is generic', 'An error that is thrown has lost its type arguments: write the types.');
  }
  return { symbol, type, node };
}

function isError(context: AnalysisContext, type: ts.Type): boolean {
  const isOwn = type.symbol?.name === 'Error' && type.symbol.declarations?.some((one) => isLibrary(context, one));
  // getDeclaredTypeOfSymbol of a class gives an interface type, and so do its bases.
  return isOwn === true || (type.getBaseTypes() ?? []).some((base) => isError(context, base));
}

/** The record of one class: its message, then its public fields. */
function errorRecord(converter: Conversion, { symbol, type, node }: ErrorClass): ReferenceType | undefined {
  const { context } = converter;
  const declaration = symbol.declarations?.[0];
  const name = witName(context, symbol.name, declaration);
  const nameNode = declaration && ts.getNameOfDeclaration(declaration);
  if (name === undefined) {
    const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename the class.';
    context.reporter.error(nameNode ?? node, 'AIRSSYS_WIT_NAME', `'${symbol.name}' is not a name in WIT`, hint);
    return undefined;
  }
  const place: Place = { node, label: `the error ${symbol.name}`, name };
  const found = converter.definitions.define(
    type,
    { name, source: symbol.name, symbol, ...(nameNode && { declaration: nameNode }) },
    place,
    () => {
      const properties = fieldsOf(context, type).filter((property) => isField(property));
      const fields = properties.map((property) =>
        convertField(converter, property, { name, label: symbol.name, scope: NO_SCOPE, place }),
      );
      if (fields.includes(undefined)) return undefined;
      return Object.freeze<RecordDefinition>({
        kind: 'record',
        name,
        source: symbol.name,
        ...withDocs(docsOfSymbol(context, symbol)),
        as: 'error',
        fields: Object.freeze([
          Object.freeze({ key: 'message', name: 'message', type: Type.primitive('string') }),
          ...fields.filter((field) => field !== undefined),
        ]),
      });
    },
  );
  return found?.kind === 'reference' ? found : undefined;
}

/** Whether a property is data that callers may see. */
function isField(property: ts.Symbol): boolean {
  const declaration = property.valueDeclaration;
  if (OWN_MEMBERS.has(property.name) || declaration === undefined) return false;
  const { ModifierFlags } = ts;
  const isHidden =
    (ts.getCombinedModifierFlags(declaration) & (ModifierFlags.Private | ModifierFlags.Protected)) !== 0 ||
    (ts.isPropertyDeclaration(declaration) && ts.isPrivateIdentifier(declaration.name));
  return !isHidden && (property.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.GetAccessor)) !== 0;
}

/** One case per class, in the order of the decorator. */
function errorVariant(
  converter: Conversion,
  operation: string,
  node: ts.Node,
  classes: readonly ts.Symbol[],
  records: readonly ReferenceType[],
): ReferenceType | undefined {
  const name = `${operation}-failure`;
  const source = toPascalCase(name);
  const place: Place = { node, label: `the errors of ${operation}`, name };
  const definition = Object.freeze<VariantDefinition>({
    kind: 'variant',
    name,
    source,
    discriminant: '',
    as: 'error',
    cases: Object.freeze(
      records.map((type, index) =>
        Object.freeze({
          name: type.name,
          literal: classes[index]?.name ?? type.name,
          payload: Object.freeze({ style: 'properties' as const, type }),
        }),
      ),
    ),
  });
  // No type of TypeScript's stands for it: the classes' are its cases.
  const found = converter.definitions.define(
    converter.context.checker.getNeverType(),
    { name, source },
    place,
    () => definition,
  );
  return found?.kind === 'reference' ? found : undefined;
}
