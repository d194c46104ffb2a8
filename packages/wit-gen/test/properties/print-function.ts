/** Methods as their author writes them. */
import type { OperationModel, Parameter, ResourceDefinition, TypeNode } from '@airssys/model';
import { docComment, indent, member } from './print-text.ts';
import type { TypePrinter } from './type-printer.ts';

export interface Printing {
  /** What stands before the name: decorators in lines of their own, then modifiers. */
  readonly decorators?: readonly string[];
  readonly modifier?: string;
  /** What types without a name in the signature are called after. */
  readonly place: string;
  readonly body: string;
}

/** A method with its decorators: an operation, or a resource's. */
export function printFunction(operation: OperationModel, printer: TypePrinter, how: Printing): readonly string[] {
  const { style } = printer;
  const { key, params, docs, async: isAsync } = operation;
  const { decorators = [], place, body } = how;
  const list = printParameters(params, place, printer);
  const result = returned(operation);
  printer.isResult = true;
  const value = result === undefined ? style.pick('void', 'undefined') : printer.type(result, `${place}-result`);
  printer.isResult = false;
  const type = isAsync === true ? `Promise<${value}>` : value;
  const modifier = `${how.modifier ?? ''}${isAsync === true ? style.pick('async ', '') : ''}`;
  return [
    ...functionDocs(docs, params, printer),
    ...decorators,
    ...`${modifier}${key}(${list}): ${type} {`.split('\n'),
    `  ${body}`,
    '}',
  ];
}

/** A class whose objects stay in the component. */
export function printResource(definition: ResourceDefinition, printer: TypePrinter): readonly string[] {
  const { name, source, create, methods, statics } = definition;
  const { style } = printer;
  const list = printParameters(create?.params ?? [], name, printer);
  const isPlain = create !== undefined && list === '' && create.docs === undefined && style.now(2);
  const constructor = isPlain
    ? []
    : [
        ...functionDocs(create?.docs, create?.params ?? [], printer),
        ...`${create === undefined ? style.pick('private ', 'protected ') : style.pick('', 'public ')}constructor(${list}) {}`.split(
          '\n',
        ),
      ];
  const print = (modifier: string) => (method: OperationModel) =>
    printFunction(method, printer, {
      modifier,
      decorators: throwsMark(method, printer),
      place: `${name}-${method.name}`,
      body: 'throw new Error();',
    });
  const hidden = ['#count = 0;', 'private note = 1;', 'protected static all = 2;', '[Symbol.dispose](): void {}'];
  const body = [
    ...(style.now(3) ? hidden : []),
    ...constructor,
    ...methods.flatMap(print('')),
    ...statics.flatMap(print('static ')),
  ];
  return ['@resource()', `export class ${source} {`, ...indent(body), '}'];
}

/** The decorator that names the classes which a method throws. */
export function throwsMark({ result, throws }: OperationModel, printer: TypePrinter): readonly string[] {
  if (throws !== true || result?.kind !== 'result' || result.err === undefined) return [];
  return [`@throws(${printer.errorClasses(result.err).join(', ')})`];
}

/** What the author's method returns: of a method that throws, the value alone. */
function returned({ result, throws }: OperationModel): TypeNode | undefined {
  return throws === true && result?.kind === 'result' ? result.ok : result;
}

function functionDocs(
  docs: string | undefined,
  params: readonly Parameter[],
  { style }: TypePrinter,
): readonly string[] {
  const dash = style.pick('', '- ');
  const tags = params.flatMap((one) => (one.docs === undefined ? [] : [`@param ${one.key} ${dash}${one.docs}`]));
  const text = [...(docs === undefined ? [] : [docs]), ...tags].join('\n');
  return docComment(text === '' ? undefined : text, style);
}

function printParameters(params: readonly Parameter[], place: string, printer: TypePrinter): string {
  return params
    .map((one, index) => {
      const canMark = params.slice(index).every((later) => later.optional === true);
      return printParameter(one, `${place}-${one.name}`, printer, canMark);
    })
    .join(', ');
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
  const isPlain =
    type.some.kind === 'primitive' && type.some.as === undefined && ['bool', 'string', 'f64'].includes(type.some.name);
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
