import type { Component, ComponentType, Entity, Exports, FunctionType, InstanceType, Type } from './entity.ts';
import { invalidComponent } from './byte-reader.ts';

/** The index spaces of a component, or of a type that has some of its own. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly types: Type[] = [];
  readonly functions: FunctionType[] = [];
  readonly instances: Exports[] = [];
  readonly components: Component[] = [];
  readonly imports: Map<string, Entity> = new Map();
  readonly exports: Map<string, Entity> = new Map();

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  type(index: number): Type {
    return at(this.types, index, 'type');
  }

  functionType(index: number): FunctionType {
    const type = plain(this.type(index));
    if (type.kind !== 'function') throw invalidComponent(`Type ${index} of the component is not of a function`);
    return type;
  }

  instanceType(index: number): InstanceType {
    const type = plain(this.type(index));
    if (type.kind !== 'instance') throw invalidComponent(`Type ${index} of the component is not of an instance`);
    return type;
  }

  componentType(index: number): ComponentType {
    const type = plain(this.type(index));
    if (type.kind !== 'component') throw invalidComponent(`Type ${index} of the component is not of a component`);
    return type;
  }

  /** What stands at an index of a sort. */
  entity(sort: Entity['sort'], index: number): Entity {
    switch (sort) {
      case 'function':
        return { sort, type: at(this.functions, index, sort) };
      case 'type':
        return { sort, type: this.type(index) };
      case 'instance':
        return { sort, exports: at(this.instances, index, sort) };
      case 'component':
        return { sort, component: at(this.components, index, sort) };
      case 'other':
        return { sort };
    }
  }

  /** Puts something into the index space of its sort. */
  push(entity: Entity): void {
    if (entity.sort === 'function') this.functions.push(entity.type);
    else if (entity.sort === 'type') this.types.push(entity.type);
    else if (entity.sort === 'instance') this.instances.push(entity.exports);
    else if (entity.sort === 'component') this.components.push(entity.component);
  }

  /** The scope so many levels further out. */
  outer(count: number): Scope {
    if (count === 0) return this;
    if (this.parent === undefined) throw invalidComponent('The component refers to something outside of itself');
    return this.parent.outer(count - 1);
  }
}

/** A type without the names that imports and exports gave it. */
export function plain(type: Type): Exclude<Type, { kind: 'named' }> {
  let one = type;
  while (one.kind === 'named') one = one.of;
  return one;
}

function at<T>(items: readonly T[], index: number, what: string): T {
  const item = items[index];
  if (item === undefined) throw invalidComponent(`The component has no ${what} ${index}`);
  return item;
}
