/**
 * A model as the source of its author: a class with decorators, and the types that it uses, in this file or another. Not
 * what `printDeclarations` makes, which is for callers: here the same model has many spellings, chosen by a style.
 */
import {
  type ComponentModel,
  type InterfaceModel,
  type OperationModel,
  type TypeDefinition,
  type TypeNode,
} from '@airssys/model';
import { isClass, printDeclaration } from './print-declaration.ts';
import { printFunction, throwsMark } from './print-function.ts';
import { docComment, indent, quote } from './print-text.ts';
import type { Style } from './style.ts';
import { TypePrinter } from './type-printer.ts';

export interface PrintedSource {
  /** The file with the class. */
  readonly entry: string;
  /** The file that it imports its types from, `./types.ts`; undefined where it has them itself. */
  readonly types?: string;
}

/** The body of each operation. By default all throw. */
export type Body = (operation: OperationModel) => string;

const TYPES = [
  'Result',
  'Flags',
  'Json',
  'Borrow',
  'Own',
  'char',
  'f32',
  'f64',
  's8',
  's16',
  's32',
  's64',
  'u8',
  'u16',
  'u32',
  'u64',
];
const SDK_TYPES = `import type { ${TYPES.join(', ')} } from '@airssys/sdk';`;

export function printSource(
  model: ComponentModel,
  style: Style,
  body: Body = () => 'throw new Error();',
): PrintedSource {
  const { types, operations } = model.operations;
  const printer = new TypePrinter(types, operations.flatMap(typesOf), style);
  const methods = operations.map((operation) => {
    const marks = ['@operation()', ...throwsMark(operation, printer)];
    const decorators = style.now(2) ? marks.toReversed() : marks;
    return printFunction(operation, printer, { decorators, place: operation.name, body: body(operation) });
  });
  // What is written in place is known only now, and of a type only after those that come later and may use it.
  const outermost = types.toReversed();
  // Resources first: their methods use what others may have in place.
  const classes = [...outermost.filter(({ kind }) => kind === 'resource'), ...outermost.filter(isError)].map((one) =>
    printDeclaration(one, printer),
  );
  const printed = outermost
    .filter((one) => !isClass(one))
    .map((one) => (printer.isInlined(one.name) ? [] : printDeclaration(one, printer)));
  const declarations = [...printed, ...printer.helpers.map(({ lines }) => lines)].filter((lines) => lines.length > 0);
  const own = types
    .filter((one) => !printer.isInlined(one.name) && !isClass(one) && !('as' in one))
    .map((one) => one.source);
  const named = [...own, ...printer.helpers.map(({ name }) => name)];
  const isSplit = declarations.length > 0 && style.now(4);
  const entry = [
    "import { component, operation, resource, throws } from '@airssys/sdk';",
    SDK_TYPES,
    ...(isSplit && named.length > 0 ? [`import type { ${named.join(', ')} } from './types.ts';`] : []),
    ...distraction(model.operations, style),
    ...[...(isSplit ? [] : declarations), ...classes].flatMap((lines) => ['', ...lines]),
    '',
    ...docComment(model.docs, style),
    ...printOptions(model),
    `export class ${model.className} {`,
    ...indent(methods.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))),
    '}',
    '',
  ].join('\n');
  if (!isSplit) return { entry };
  const exported = declarations.map((lines) =>
    lines.map((line) => line.replace(/^(?=(interface|type|enum) )/, 'export ')),
  );
  return { entry, types: [SDK_TYPES, ...exported.flatMap((lines) => ['', ...lines]), ''].join('\n') };
}

function printOptions({
  namespace,
  name,
  version,
  description,
  author,
  license,
  stateful,
}: ComponentModel): readonly string[] {
  const options = {
    id: `${namespace}:${name}`,
    version,
    ...(description !== '' && { description }),
    ...(author !== '' && { author }),
    ...(license !== '' && { license }),
    ...(stateful && { stateful }),
  };
  const entries = Object.entries(options).map(([key, value]) => `${key}: ${quote(value)}`);
  return [`@component({ ${entries.join(', ')} })`];
}

/**
 * Types in another order, before all others: the checker numbers literals and types as it meets them, and gives unions in
 * the order of those numbers.
 */
function distraction({ types }: InterfaceModel, { now }: Style): readonly string[] {
  const literals = types.flatMap((type) => {
    if (type.kind === 'enum') return type.cases.map(({ literal }) => literal);
    if (type.kind === 'flags') return type.flags.map(({ literal }) => literal);
    return type.kind === 'variant' ? type.cases.map(({ literal }) => literal) : [];
  });
  const all = [...new Set(literals)].toReversed();
  return all.length > 0 && now(2) ? [`export const $SEEN: (${all.map(quote).join(' | ')})[] = [];`] : [];
}

function typesOf({ params, result }: OperationModel): readonly TypeNode[] {
  return [...params.map(({ type }) => type), ...(result === undefined ? [] : [result])];
}

function isError(definition: TypeDefinition): boolean {
  return isClass(definition) && definition.kind !== 'resource';
}
