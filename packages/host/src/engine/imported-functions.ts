import type { ComponentModel } from '@airssys/model';

/**
 * The functions of the interfaces that a component imports, as jco names them: `acme:rates/exchange@1.2.0#[method]session.quote`.
 * Constructors are not among them: they cannot wait.
 */
export function importedFunctions(component: ComponentModel | undefined): readonly string[] {
  return (component?.imports ?? []).flatMap(({ wit, operations, types }) => {
    const ofResources = types.flatMap((type) => {
      if (type.kind !== 'resource' || type.from !== undefined) return [];
      return [
        ...type.methods.map((one) => `[method]${type.name}.${one.name}`),
        ...type.statics.map((one) => `[static]${type.name}.${one.name}`),
      ];
    });
    return [...operations.map(({ name }) => name), ...ofResources].map((name) => `${wit}#${name}`);
  });
}
