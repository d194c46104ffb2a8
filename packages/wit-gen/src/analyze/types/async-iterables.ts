/** `AsyncIterable` and what TypeScript has of its kind: a resource whose one method gives the elements one after the other. */
import { type ResourceDefinition, toPascalCase, Type, type TypeNode, visitType } from '@airssys/model';
import type { ts } from 'ts-morph';
import { type AnalysisContext, isLibrary } from '../context.ts';
import type { Conversion } from './conversion.ts';
import { type Place, within } from './place.ts';
import { namedPlace } from './type-name.ts';
import { namedBy, structureOf, type Written } from './written.ts';

const NAMES: ReadonlySet<string> = new Set([
  'AsyncIterable',
  'AsyncIterableIterator',
  'AsyncIteratorObject',
  'AsyncGenerator',
]);

export function isAsyncIterable(context: AnalysisContext, type: ts.Type): boolean {
  const symbol: ts.Symbol | undefined = type.symbol; // declared as always there, but intersections have none
  const declaration = symbol?.declarations?.[0];
  return declaration !== undefined && NAMES.has(symbol?.name ?? '') && isLibrary(context, declaration);
}

export function convertAsyncIterable(
  conversion: Conversion,
  type: ts.Type,
  source: Written | undefined,
  place: Place,
): TypeNode | undefined {
  const { context, definitions, direction } = conversion;
  if (direction === 'argument') {
    const hint =
      'A component cannot ask its caller for more: take an array, or call the operation once for each element.';
    context.reporter.error(
      place.node,
      'AIRSSYS_WIT_TYPE_STREAM',
      `${place.label} is ${context.checker.typeToString(type)}`,
      hint,
    );
    return undefined;
  }
  // All of them are generic interfaces of the library, whose first argument is the element.
  const [item] = context.checker.getTypeArguments(type as ts.TypeReference);
  const written = source && namedBy(context, structureOf(context, source))?.args[0];
  const outer = namedPlace(context, source, place);
  const element = item && conversion.convert(item, written, within(outer, 'item', 'an element'));
  if (element === undefined) return undefined;
  const name = `${elementName(element)}-stream`;
  const definition = streamOf(name, element);
  const found = definitions.define(type, { name, source: definition.source }, place, () => definition);
  return found && Type.own(name);
}

function streamOf(name: string, element: TypeNode): ResourceDefinition {
  // The end is spelled in the way that an element is not.
  const none = element.kind === 'option' && element.none === 'undefined' ? 'null' : 'undefined';
  const next = Object.freeze({
    name: 'next',
    key: 'next',
    docs: 'The next element; none after the last one.',
    params: Object.freeze([]),
    result: Type.option(element, none),
    async: true,
  });
  return Object.freeze<ResourceDefinition>({
    kind: 'resource',
    name,
    source: toPascalCase(name),
    docs: 'Elements one after the other, as the component has them.',
    methods: Object.freeze([next]),
    statics: Object.freeze([]),
    as: 'async-iterable',
  });
}

/** What an element is called: one name for each type on the wire. */
function elementName(type: TypeNode): string {
  return visitType<string>(type, {
    primitive: ({ name, as }) => as ?? name,
    list: ({ element, as }) => (as === 'bytes' ? 'bytes' : `${elementName(element)}-list`),
    option: ({ some }) => `optional-${elementName(some)}`,
    tuple: ({ items }) => items.map(elementName).join('-'),
    result: ({ ok, err }) => ['result', ...[ok, err].flatMap((side) => (side ? [elementName(side)] : []))].join('-'),
    reference: ({ name }) => name,
    handle: ({ resource }) => resource,
  });
}
