/** Handles to resources live as long as their instance, which `airssys run` ends with the call. */
import {
  type InterfaceModel,
  type OperationModel,
  type TypeDefinition,
  type TypeNode,
  visitDefinition,
  visitType,
} from '@airssys/model';
import { usageError } from '../report/usage-error.ts';

/** @throws AirssysError `AIRSSYS_CLI_USAGE` where the operation takes or gives handles. */
export function demandNoHandles(operation: OperationModel, model: InterfaceModel): void {
  const { key, params, result } = operation;
  const taken = params.flatMap(({ type }) => resourceIn(type, model) ?? [])[0];
  const given = result && resourceIn(result, model);
  const source = taken ?? given;
  if (source === undefined) return;
  const what = taken === undefined ? `returns ${source}, which cannot be printed` : `takes ${source}`;
  throw usageError(
    `${key} ${what}`,
    'A handle is good as long as its instance, which ends with this command: call it from a program or a test.',
  );
}

const described = (definition: TypeDefinition | undefined, name: string): string =>
  definition?.kind === 'resource' && definition.as === 'async-iterable'
    ? 'an AsyncIterable'
    : `a handle of ${definition?.source ?? name}`;

/** What of a resource a type leads to. */
function resourceIn(type: TypeNode, { types }: InterfaceModel): string | undefined {
  const seen = new Set<string>();
  const first = (parts: readonly (TypeNode | undefined)[]): string | undefined =>
    parts.flatMap((part) => (part ? (find(part) ?? []) : []))[0];
  const find = (node: TypeNode): string | undefined =>
    visitType<string | undefined>(node, {
      primitive: () => undefined,
      list: ({ element }) => find(element),
      option: ({ some }) => find(some),
      tuple: ({ items }) => first(items),
      result: ({ ok, err }) => first([ok, err]),
      reference: ({ name }) => named(name),
      handle: ({ resource }) =>
        described(
          types.find(({ name }) => name === resource),
          resource,
        ),
    });
  const named = (name: string): string | undefined => {
    const definition = seen.has(name) ? undefined : types.find((one) => one.name === name);
    seen.add(name);
    return (
      definition &&
      visitDefinition<string | undefined>(definition, {
        record: ({ fields }) => first(fields.map((field) => field.type)),
        variant: ({ cases }) => first(cases.map(({ payload }) => payload?.type)),
        enum: () => undefined,
        flags: () => undefined,
        resource: ({ source }) => source,
      })
    );
  };
  return find(type);
}
