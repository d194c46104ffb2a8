/** What is called: the operations of a component by its manifest, or the functions that a foreign one exports, by its WIT. */
import type { CallOptions, ComponentBinary, ComponentInstance } from '@airssys/host';
import { type InterfaceModel, isAirssysError, isDeclaredError, type OperationModel, toCamelCase } from '@airssys/model';
import { argumentsArbitrary, type ValueConstraints } from '@airssys/model/arbitrary';
import { createCodecs, JCO } from '@airssys/model/codec';
import type { WitDocument, WitWorldInterface } from '@airssys/wit-gen';
import fc from 'fast-check';

export interface Target {
  /** `parse`, or `acme:text/parser@1.0.0#parse`. */
  readonly label: string;
  readonly hasParameters: boolean;
  arguments(constraints: ValueConstraints): fc.Arbitrary<unknown[]>;
  /** Makes a call. Whatever the component may answer, declared errors too, is an answer; a trap is thrown. */
  call(instance: ComponentInstance, args: readonly unknown[], options: CallOptions): Promise<void>;
  /** The call in TypeScript, on a mounted `component`. */
  print(args: readonly unknown[]): string;
}

export interface Targets {
  readonly targets: readonly Target[];
  /** What cannot be called with generated values, and why. */
  readonly skipped: readonly { readonly label: string; readonly reason: string }[];
}

/** The targets of a component, or the one that is named. */
export async function targetsOf(binary: ComponentBinary): Promise<Targets> {
  const model = binary.manifest?.component.operations;
  if (model !== undefined) return sorted(model.operations.map((operation) => ofOperation(operation, model)));
  const { readComponent, bindInterface } = await import('@airssys/wit-gen');
  const document = readComponent(binary.bytes);
  const found: Candidate[] = [];
  for (const id of exportedInterfaces(document)) {
    const { bound, diagnostics } = bindInterface(document, id);
    if (bound === undefined) found.push({ label: id, reason: diagnostics[0]?.message ?? 'it cannot be bound' });
    else found.push(...bound.model.operations.map((operation) => ofExport(operation, bound.model, id)));
  }
  return sorted(found);
}

type Candidate = Target | { readonly label: string; readonly reason: string };

/** Those that take nothing but values; building their arbitraries once says which. */
function sorted(candidates: readonly Candidate[]): Targets {
  const targets: Target[] = [];
  const skipped: { readonly label: string; readonly reason: string }[] = [];
  for (const one of candidates) {
    if ('reason' in one) {
      skipped.push(one);
      continue;
    }
    try {
      one.arguments({});
      targets.push(one);
    } catch (error) {
      if (!isAirssysError(error, 'AIRSSYS_TEST_GENERATE')) throw error;
      skipped.push({ label: one.label, reason: error.message });
    }
  }
  return { targets, skipped };
}

function ofOperation(operation: OperationModel, model: InterfaceModel): Target {
  const { key, params } = operation;
  return {
    label: key,
    hasParameters: params.length > 0,
    arguments: (constraints) => argumentsArbitrary(operation, model, constraints),
    async call(instance, args, options) {
      try {
        await instance.invoke(key, args, options);
      } catch (error) {
        if (!isDeclaredError(error)) throw error;
      }
    },
    print: (args) => `component${member(key)}(${printAll(args)})`,
  };
}

function ofExport(operation: OperationModel, model: InterfaceModel, id: string): Target {
  const codec = createCodecs(model, JCO).operations.get(operation.key);
  if (codec === undefined) throw new RangeError(`${operation.key} has no codec`);
  const name = toCamelCase(operation.name);
  return {
    label: `${id}#${operation.name}`,
    hasParameters: operation.params.length > 0,
    arguments: (constraints) => argumentsArbitrary(operation, model, constraints),
    async call(instance, args, options) {
      const { usage: _, ...outcome } = await instance.callExport(id, name, codec.lowerParams(args), options);
      codec.liftResult(outcome);
    },
    print: (args) => `component.$.instance.callExport('${id}', '${name}', [${printAll(codec.lowerParams(args))}])`,
  };
}

const exportedInterfaces = (document: WitDocument): readonly string[] => worldInterfaces(document, 'exports');

/** The interfaces that a component without a manifest imports or exports. */
export function worldInterfaces(document: WitDocument, port: 'imports' | 'exports'): readonly string[] {
  const root = document.packages.find(({ id }) => id === document.root);
  const items = root?.worlds.flatMap((world) => world[port]) ?? [];
  return items.filter((item): item is WitWorldInterface => item.kind === 'interface').map((item) => item.interface);
}

const member = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);

/** fast-check writes values as the source text that makes them. */
const printAll = (args: readonly unknown[]): string => args.map((one) => fc.stringify(one)).join(', ');
