/** What a consumer counts on of an interface that it imports: the calls that it makes, and the answers. As text, for a file. */
import { isDeepStrictEqual } from 'node:util';
import {
  AirssysError,
  type ImportedInterface,
  type InterfaceModel,
  type OperationModel,
  packageName,
  Type,
  type TypeNode,
  visitType,
} from '@airssys/model';
import { createJsonCodecs, type JsonCodec } from '@airssys/model/codec';
import type { Interaction, InterfaceMockControl } from '../imports/mock-interface.ts';
import type { MountControl } from '../mounted.ts';

/** The file: JSON, in the values of the consumer's types. */
export interface ExpectationsFile {
  readonly format: 1;
  readonly consumer: string;
  /** The imported interface, as the consumer knows it. */
  readonly interface: ImportedInterface;
  readonly expectations: readonly WrittenExpectation[];
}

export interface WrittenExpectation {
  readonly function: string;
  readonly args: unknown;
  readonly answer: unknown;
}

/**
 * The calls that a mock of an imported interface has answered, as the text of a file that its provider is held to:
 *
 * ```ts
 * await expect(expectationsOf(shop, rates)).toMatchFileSnapshot('./expectations/shop.contract');
 * ```
 *
 * Vitest writes the file the first time, and again when it is told to (`vitest -u`). Calls of the same arguments stand in it once.
 * Calls that a mock failed with an `Error` are no expectations, nor are those with handles.
 *
 * @param consumer The mounted component that made the calls.
 * @throws AirssysError `AIRSSYS_TEST_CONTRACT` where the component does not import the interface, where nothing was called, or where
 *   the same call had two answers.
 */
export function expectationsOf(
  { $: { manifest } }: { readonly $: MountControl },
  { $: { wit, interactions } }: { readonly $: InterfaceMockControl },
): string {
  const model = manifest?.component.imports?.find((one) => one.wit === wit);
  if (manifest === undefined || model === undefined) {
    const known = manifest?.component.imports?.map((one) => one.wit).join(', ') || 'none';
    throw failed(`The component does not import ${wit}`, `It imports: ${known}.`);
  }
  const codecs = interactionCodecs(model);
  const found: WrittenExpectation[] = [];
  for (const { function: key, args, answer } of distinct(interactions)) {
    const codec = codecs.get(key);
    if (codec === undefined) continue;
    const padded = codec.model.params.map((_, at) => args[at]);
    found.push({ function: key, args: codec.args.formatResult(padded), answer: codec.answer.formatResult(answer) });
  }
  if (found.length === 0) throw failed(`Nothing of ${wit} was called`, 'Call the component before.');
  const file: ExpectationsFile = {
    format: 1,
    consumer: packageName(manifest.component),
    interface: model,
    expectations: found,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function distinct(interactions: readonly Interaction[]): readonly Interaction[] {
  const kept: Interaction[] = [];
  for (const one of interactions) {
    const same = kept.find((other) => other.function === one.function && isDeepStrictEqual(other.args, one.args));
    if (same === undefined) kept.push(one);
    else if (!isDeepStrictEqual(same.answer, one.answer)) {
      throw failed(
        `${one.function} was answered in two ways for the same arguments`,
        'No provider can do both. Take a mock of its own for the calls whose answers are counted on.',
      );
    }
  }
  return kept;
}

/** A function's arguments and answer in JSON. */
export interface InteractionCodec {
  readonly model: OperationModel;
  readonly args: JsonCodec;
  readonly answer: JsonCodec;
}

/** By the functions' names in TypeScript. Those with handles have none. */
export function interactionCodecs(model: InterfaceModel): ReadonlyMap<string, InteractionCodec> {
  const plain = model.operations.filter(({ params, result }) =>
    [...params.map(({ type }) => type), ...(result ? [result] : [])].every(isPlain),
  );
  // A list of arguments is a tuple. Both are a parameter and a result, since they are written and read.
  const through = (key: string, type: TypeNode | undefined): OperationModel => ({
    name: 'it',
    key,
    params: type ? [{ name: 'it', key: 'it', type }] : [],
    ...(type && { result: type }),
  });
  const operations = plain.flatMap(({ key, params, result }) => [
    through(`${key} args`, Type.tuple(params.map(({ type }) => type))),
    through(`${key} answer`, result),
  ]);
  const codecs = createJsonCodecs({ ...model, operations });
  return new Map(
    plain.flatMap((operation): [string, InteractionCodec][] => {
      const args = codecs.get(`${operation.key} args`);
      const answer = codecs.get(`${operation.key} answer`);
      return args && answer ? [[operation.key, { model: operation, args, answer }]] : [];
    }),
  );
}

/** Whether a type holds no handle itself. Named types of imported interfaces cannot, but for what is refused when it is bound. */
function isPlain(type: TypeNode): boolean {
  return visitType<boolean>(type, {
    primitive: () => true,
    list: ({ element }) => isPlain(element),
    option: ({ some }) => isPlain(some),
    tuple: ({ items }) => items.every(isPlain),
    result: ({ ok, err }) => (ok === undefined || isPlain(ok)) && (err === undefined || isPlain(err)),
    reference: () => true,
    handle: () => false,
  });
}

export function failed(message: string, hint: string): AirssysError {
  return new AirssysError('AIRSSYS_TEST_CONTRACT', message, { hint });
}
