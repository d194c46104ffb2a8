/** What callers of one version find changed in another. */
import type { InterfaceModel, OperationModel, Parameter, TypeNode } from '@airssys/model';
import { TypeShapes } from './type-shape.ts';

/** An operation that is not what it was in the other version. */
export interface InterfaceChange {
  /** What has become of it. */
  readonly kind: 'added' | 'removed' | 'changed';
  /** WIT name of the operation; of a function of a resource, `session.read`. */
  readonly operation: string;
  /** Whether callers of the old version can be let down by it. */
  readonly isBreaking: boolean;
}

/** In the order of the names. Empty where callers find no difference. Documentation and the author's spelling do not count. */
export function interfaceDifference(
  before: InterfaceModel | undefined,
  after: InterfaceModel | undefined,
): readonly InterfaceChange[] {
  const [old, young] = [functionsOf(before), functionsOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])].toSorted().flatMap((operation): InterfaceChange[] => {
    const [one, other] = [old.get(operation), young.get(operation)];
    if (one === other) return [];
    if (one === undefined) return [{ kind: 'added', operation, isBreaking: false }];
    return [{ kind: other === undefined ? 'removed' : 'changed', operation, isBreaking: true }];
  });
}

/** All that can be called, by name, with what it takes and gives in one text. */
function functionsOf(model: InterfaceModel | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (model === undefined) return found;
  const shapes = new TypeShapes(model);
  const typed = (params: readonly Parameter[], result?: TypeNode): string =>
    `(${params.map(({ name, type }) => `${name}: ${shapes.of(type)}`).join(', ')}) -> ${result ? shapes.of(result) : '_'}`;
  const add = (prefix: string, { name, params, result }: OperationModel): void => {
    found.set(`${prefix}${name}`, typed(params, result));
  };
  for (const one of model.operations) add('', one);
  for (const type of model.types) {
    if (type.kind !== 'resource') continue;
    if (type.create) found.set(`${type.name}.constructor`, typed(type.create.params));
    for (const one of type.methods) add(`${type.name}.`, one);
    for (const one of type.statics) add(`${type.name}.static `, one);
  }
  return found;
}
