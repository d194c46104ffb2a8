/**
 * Resources: classes of the author's whose objects stay in the component. A use of one is a handle. Its members are read
 * when all operations have been, so that a resource may lead back to itself.
 */
import { Type, type TypeNode } from '@airssys/model';
import type { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';
import { witName } from '../wit-name.ts';
import type { Conversion } from './conversion.ts';
import type { Place } from './place.ts';
import { refuseType } from './refuse.ts';
import { checkResourceClass } from './resource-class.ts';
import { readResource } from './resource-members.ts';
import { type MetResource, resourceClass } from './resource-use.ts';

/** Whether a type is a resource, or the SDK's `Own` or `Borrow`. */
export function isHandle(context: AnalysisContext, type: ts.Type): boolean {
  return context.sdk.ownershipOf(type) !== undefined || resourceClass(context, type) !== undefined;
}

export class Resources {
  readonly #conversion: Conversion;
  readonly #unread: MetResource[] = [];

  constructor(conversion: Conversion) {
    this.#conversion = conversion;
  }

  convert(type: ts.Type, place: Place): TypeNode | undefined {
    const { context, direction } = this.#conversion;
    const ownership = context.sdk.ownershipOf(type);
    const target = ownership === undefined ? type : lentType(context, type);
    const node = target && resourceClass(context, target);
    if (target === undefined || node === undefined) {
      const which = ownership === 'own' ? 'Own' : 'Borrow';
      const message = `${place.label} is ${which}<…> of what is no resource`;
      const hint = 'Mark the class @resource(), or write the type without it.';
      return refuseType(context, place, 'AIRSSYS_WIT_RESOURCE_HANDLE', message, hint);
    }
    // The type `this` in the class's own methods is another one than the class.
    const name = this.#meet(context.checker.getDeclaredTypeOfSymbol(target.symbol), node, place);
    if (name === undefined) return undefined;
    if (direction === 'argument') return this.#argument(ownership, name, place);
    if (ownership !== 'borrow') return Type.own(name);
    const hint = `The caller would hold it beyond the call: return ${node.name?.text ?? 'it'} itself, which gives a handle.`;
    context.reporter.error(place.node, 'AIRSSYS_WIT_RESOURCE_HANDLE', `${place.label} is a borrowed resource`, hint);
    return undefined;
  }

  /** Reads the members of all resources that were met, and of those that they lead to. */
  finish(): void {
    for (let met = this.#unread.shift(); met !== undefined; met = this.#unread.shift()) {
      const definition = readResource(this.#conversion, met);
      if (definition !== undefined) this.#conversion.definitions.complete(definition);
    }
  }

  #argument(ownership: 'own' | 'borrow' | undefined, name: string, place: Place): TypeNode | undefined {
    const { context, definitions } = this.#conversion;
    if (ownership !== 'own') return Type.borrow(name);
    if (definitions.depth === 0) return Type.own(name);
    const hint = 'Take it as a parameter of its own, or lend it: write the class without Own.';
    const message = `${place.label} changes hands inside of another type`;
    context.reporter.error(place.node, 'AIRSSYS_WIT_RESOURCE_HANDLE', message, hint);
    return undefined;
  }

  /** The resource's name in WIT, which is taken at the first meeting. */
  #meet(type: ts.Type, node: ts.ClassDeclaration, place: Place): string | undefined {
    const { context, definitions } = this.#conversion;
    const source = node.name?.text;
    const name = source === undefined ? undefined : witName(context, source, node);
    if (source !== undefined && name === undefined) {
      const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename the class.';
      context.reporter.error(node.name ?? node, 'AIRSSYS_WIT_NAME', `'${source}' is not a name in WIT`, hint);
    }
    if (source === undefined || name === undefined) {
      checkResourceClass(context, node);
      return undefined;
    }
    const typeName = { name, source, ...(node.name && { declaration: node.name }) };
    const met = definitions.declare(type, typeName, place);
    if (met === 'first') this.#unread.push({ name, source, type, node });
    return met && name;
  }
}

/** The class in the SDK's `Own` or `Borrow`: the part of the intersection that is not the brand. */
function lentType(context: AnalysisContext, type: ts.Type): ts.Type | undefined {
  const parts = type.isIntersection() ? type.types : [];
  return parts.find((part) => resourceClass(context, part) !== undefined);
}
