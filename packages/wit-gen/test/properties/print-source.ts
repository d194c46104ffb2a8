/**
 * A model as the source of its author: a class with decorators, and the types that it uses, in this file or another. Not
 * what `printDeclarations` makes, which is for callers: here the same model has many spellings, chosen by a style.
 */
import {
  type ComponentModel,
  type InterfaceModel,
  type OperationModel,
  type Parameter,
  type TypeNode,
} from '@airssys/model';
import { printDeclaration } from './print-declaration.ts';
import { docComment, indent, member, quote } from './print-text.ts';
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

const TYPES = ['Result', 'Flags', 'char', 'f32', 'f64', 's8', 's16', 's32', 's64', 'u8', 'u16', 'u32', 'u64'];
const SDK_TYPES = `import type { ${TYPES.join(', ')} } from '@airssys/sdk';`;

export function printSource(
  model: ComponentModel,
  style: Style,
  body: Body = () => 'throw new Error();',
): PrintedSource {
  const { types, operations } = model.operations;
  const printer = new TypePrinter(types, operations.flatMap(typesOf), style);
  const methods = operations.map((operation) => printOperation(operation, printer, body(operation)));
  // What is written in place is known only now, and of a type only after those that come later and may use it.
  const printed = types.toReversed().map((one) => (printer.isInlined(one.name) ? [] : printDeclaration(one, printer)));
  const declarations = [...printed, ...printer.helpers.map(({ lines }) => lines)].filter((lines) => lines.length > 0);
  const own = types.filter((one) => !printer.isInlined(one.name) && one.source !== 'Date').map((one) => one.source);
  const named = [...own, ...printer.helpers.map(({ name }) => name)];
  const isSplit = declarations.length > 0 && style.now(4);
  const entry = [
    "import { component, operation } from '@airssys/sdk';",
    SDK_TYPES,
    ...(isSplit && named.length > 0 ? [`import type { ${named.join(', ')} } from './types.ts';`] : []),
    ...distraction(model.operations, style),
    ...(isSplit ? [] : declarations.flatMap((lines) => ['', ...lines])),
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

function printOperation(operation: OperationModel, printer: TypePrinter, body: string): readonly string[] {
  const { style } = printer;
  const { key, name, params, result, docs, async: isAsync } = operation;
  const list = params.map((one, index) => {
    const canMark = params.slice(index).every((later) => later.optional === true);
    return printParameter(one, `${name}-${one.name}`, printer, canMark);
  });
  const dash = style.pick('', '- ');
  const tags = params.flatMap((one) => (one.docs === undefined ? [] : [`@param ${one.key} ${dash}${one.docs}`]));
  const text = [...(docs === undefined ? [] : [docs]), ...tags].join('\n');
  const value = result === undefined ? style.pick('void', 'undefined') : printer.type(result, `${name}-result`);
  const type = isAsync === true ? `Promise<${value}>` : value;
  const modifier = isAsync === true ? style.pick('async ', '') : '';
  return [
    ...docComment(text === '' ? undefined : text, style),
    '@operation()',
    ...`${modifier}${key}(${list.join(', ')}): ${type} {`.split('\n'),
    `  ${body}`,
    '}',
  ];
}

function printParameter(
  { key, type, optional }: Parameter,
  place: string,
  printer: TypePrinter,
  canMark: boolean,
): string {
  if (optional !== true) return `${key}: ${printer.type(type, place)}`;
  if (type.kind !== 'option') throw new Error(`the optional parameter ${key} is no option`);
  if (type.none === 'null') return `${key}: ${printer.type(type, place)} = null`;
  const text = printer.type(type.some, place);
  const { pick, now } = printer.style;
  if (canMark && !now(3)) return `${key}?: ${pick(text, `${member(text)} | undefined`)}`;
  const value = defaultValue(type.some);
  const isPlain = type.some.kind === 'primitive' && ['bool', 'string', 'f64'].includes(type.some.name);
  return isPlain && now(3) ? `${key} = ${value}` : `${key}: ${text} = ${value}`;
}

/** An expression of a type. */
function defaultValue(type: TypeNode): string {
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'bool') return 'false';
      if (type.name === 'string' || type.name === 'char') return "'x'";
      return type.name.endsWith('64') && type.name !== 'f64' ? '0n' : '0';
    case 'list':
      if (type.as === 'array') return '[]';
      if (type.as === 'set') return 'new Set()';
      if (type.as === 'map') return 'new Map()';
      return type.as === 'record' ? '{}' : `new ${type.as === 'bytes' ? 'Uint8Array' : type.as}()`;
    default:
      return 'undefined as never';
  }
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
