/** A resource as a class. Its objects are handles: what they do is done by whoever provides the interface. */
import type { WitFunction, WitResource, WitResourceFunction } from '../document/item.ts';
import { indent, quote } from '../print/typescript.ts';
import { functionComment } from './module-docs.ts';
import { IMPORTED, methodKey, parameterKey, staticKey } from './names.ts';
import type { TypeText } from './type-text.ts';

export interface ClassContext {
  readonly text: TypeText;
  /** The class's doc comment. */
  readonly docs: readonly string[];
  readonly params: (params: WitFunction['params']) => string;
}

export function printClass(resource: WitResource, { text, docs, params }: ClassContext): string {
  const name = quote(resource.name);
  const argsOf = (one: WitFunction): string => `[${one.params.map((param) => parameterKey(param.name)).join(', ')}]`;
  const construct = (one: WitResourceFunction | undefined): readonly string[] => {
    // Without a constructor in WIT, objects come from functions only.
    if (one === undefined) return ['private constructor() {}'];
    const call = `${IMPORTED}.construct(this, ${name}, ${argsOf(one)});`;
    return [...functionComment(one), `constructor(${params(one.params)}) {`, `  ${call}`, '}'];
  };
  const callable = (one: WitResourceFunction): readonly string[] => {
    const isStatic = one.kind === 'static';
    const key = isStatic ? staticKey(one.name) : methodKey(one.name);
    const type = one.result ? text.print(one.result) : 'void';
    const call = isStatic ? 'callStatic' : 'callMethod';
    const target = isStatic ? name : `this, ${name}`;
    return [
      ...functionComment(one),
      `${isStatic ? 'static ' : ''}${key}(${params(one.params)}): ${type} {`,
      `  ${one.result ? 'return ' : ''}${IMPORTED}.${call}${one.result ? `<${type}>` : ''}(${target}, ${quote(key)}, ${argsOf(one)});`,
      '}',
    ];
  };
  const members = [
    construct(resource.functions.find(({ kind }) => kind === 'constructor')),
    ...resource.functions.filter(({ kind }) => kind !== 'constructor').map(callable),
    [
      '/** Gives the object back to whoever provides it. It can be used no more. */',
      '[Symbol.dispose](): void {',
      `  ${IMPORTED}.dispose(this);`,
      '}',
    ],
  ];
  const body = members.flatMap((lines, at) => (at === 0 ? indent(lines) : ['', ...indent(lines)]));
  return [...docs, `export class ${text.nameOf(resource.name)} implements Disposable {`, ...body, '}'].join('\n');
}
