/** The codecs of a whole interface: what host and guest adapter call. */
import type { InterfaceModel } from '../types/component-model.ts';
import type { OperationModel } from '../types/operation.ts';
import type { ResourceDefinition, TypeDefinition } from '../types/type-definition.ts';
import type { TypeNode } from '../types/type-node.ts';
import { type CompiledParameter, checkArgumentCount, convertArguments } from './arguments.ts';
import { abiCompiler } from './compile.ts';
import type { Compile } from './converter.ts';
import { type Handles, NO_HANDLES } from './handles.ts';
import { ALL_KINDS, demandKind, type TypeKinds } from './kinds.ts';
import type { AbiProfile } from './profile.ts';
import { asValueError, refuse } from './value-fault.ts';

/**
 * What an operation came back with in the ABI's terms. A failure exists only for operations whose type is a `result<T, E>`: the
 * engine's adapter throws `error` there, and jco throws it at the caller (as `payload`). `value` is what the operation
 * returned, undefined where that is nothing.
 */
export type AbiResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/**
 * One operation's conversions, both sides'. All of them check and throw an AirssysError `AIRSSYS_VALUE_INVALID`, whose
 * path begins with the parameter's name or with `result`.
 */
export interface OperationCodec {
  /** What is converted: names and types. */
  readonly model: OperationModel;
  /**
   * Caller: the author's values to the ABI's, one per parameter. Optional parameters at the end may be left out. The arguments
   * are in the order of the call, and so is what comes back.
   */
  lowerParams(args: readonly unknown[]): unknown[];
  /**
   * Guest: the ABI's values to the author's, one per parameter. Answers them in the order of the call. The arguments are those
   * of the call.
   */
  liftParams(args: readonly unknown[]): unknown[];
  /**
   * Guest: what the method returned (awaited) to the ABI's. Ignored where the operation returns nothing. The value is not
   * looked at then.
   */
  lowerResult(value: unknown): AbiResult;
  /**
   * Guest: what the method threw, where it declares that; undefined for any other error.
   *
   * @param index The place of the error's class in `@throws`. Without it the error goes by its name.
   */
  lowerThrown(error: unknown, index?: number): AbiResult | undefined;
  /**
   * Caller: back to what the method returned; the author's `Result` where its type is one. The outcome is that of one call.
   *
   * @throws DeclaredError what the method threw, where it declares that.
   */
  liftResult(outcome: AbiResult): unknown;
}

/** The conversions of a resource's functions; those of a method are without the object itself. */
export interface ResourceCodec {
  /** What is converted: the resource's functions and their types. */
  readonly model: ResourceDefinition;
  /** Absent where objects come from operations only. Its result is nothing: the engines' classes make the handle. */
  readonly create: OperationCodec | undefined;
  /** By the name in the author's class. */
  readonly methods: ReadonlyMap<string, OperationCodec>;
  /** By the name in the author's class. */
  readonly statics: ReadonlyMap<string, OperationCodec>;
}

/** The conversions of all of an interface's functions. */
export interface Codecs {
  /** By the method's name in the author's class. */
  readonly operations: ReadonlyMap<string, OperationCodec>;
  /** By the resource's WIT name. */
  readonly resources: ReadonlyMap<string, ResourceCodec>;
}

/**
 * Compiles an interface for an engine, once for all calls. `handles` says what handles are; without it none can cross.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` where a type is used and not defined.
 */
export function createCodecs(model: InterfaceModel, abi: AbiProfile, handles: Handles = NO_HANDLES): Codecs {
  return createCodecsOf(ALL_KINDS, model, abi, handles);
}

/**
 * The same with no more code than the interface needs, as `usedKinds` tells: for components, of which each instance has all of its
 * code in its memory.
 *
 * @throws AirssysError `AIRSSYS_MANIFEST_INVALID` as {@link createCodecs} does, and where something that is used is not among `kinds`.
 */
export function createCodecsOf(
  kinds: Partial<TypeKinds>,
  model: InterfaceModel,
  abi: AbiProfile,
  handles: Handles = NO_HANDLES,
): Codecs {
  const definitions = new Map(model.types.map((type) => [type.name, type]));
  const compile = abiCompiler(definitions, abi, kinds, handles);
  const compiler = { kinds, definitions, compile };
  const codecOf = (operation: OperationModel): OperationCodec => operationCodec(operation, compiler);
  return {
    operations: byKey(model.operations, codecOf),
    resources: new Map(
      model.types
        .filter((type) => type.kind === 'resource')
        .map((resource) => [resource.name, resourceCodec(resource, codecOf)]),
    ),
  };
}

const byKey = <T>(
  operations: readonly OperationModel[],
  make: (operation: OperationModel) => T,
): ReadonlyMap<string, T> => new Map(operations.map((operation) => [operation.key, make(operation)]));

function resourceCodec(
  model: ResourceDefinition,
  codecOf: (operation: OperationModel) => OperationCodec,
): ResourceCodec {
  const { create, methods, statics, source } = model;
  return {
    model,
    create: create && codecOf({ name: 'constructor', key: `new ${source}`, params: create.params }),
    methods: byKey(methods, codecOf),
    statics: byKey(statics, codecOf),
  };
}

/** What compiles the types of one interface. */
interface Compiler {
  readonly kinds: Partial<TypeKinds>;
  readonly definitions: ReadonlyMap<string, TypeDefinition>;
  readonly compile: Compile;
}

function operationCodec(model: OperationModel, compiler: Compiler): OperationCodec {
  const { compile } = compiler;
  const params = model.params.map((param): CompiledParameter => ({ model: param, converter: compile(param.type) }));
  const result =
    model.throws === true
      ? throwingCodec(model.result, compiler)
      : { ...resultCodec(model.result, compiler), lowerThrown: () => undefined };
  return {
    model,
    lowerParams: (args) => {
      checkArgumentCount(model, args.length);
      return convertArguments(params, 'lower', args);
    },
    liftParams: (args) => convertArguments(params, 'lift', args),
    lowerResult: (value) => {
      try {
        return result.lower(value);
      } catch (error) {
        throw asValueError(error, 'result');
      }
    },
    lowerThrown: (error, index) => {
      try {
        return result.lowerThrown(error, index);
      } catch (fault) {
        throw asValueError(fault, 'error');
      }
    },
    liftResult: (outcome) => {
      try {
        return result.lift(outcome);
      } catch (error) {
        throw asValueError(error, 'result');
      }
    },
  };
}

interface ResultCodec {
  lower(value: unknown): AbiResult;
  lift(outcome: AbiResult): unknown;
}

/** The codec of a method that returns the one side of its result and throws the other. */
function throwingCodec(
  type: TypeNode | undefined,
  { kinds, definitions, compile }: Compiler,
): ResultCodec & Pick<OperationCodec, 'lowerThrown'> {
  const { ok, err } = type?.kind === 'result' ? type : {};
  const converter = ok && compile(ok);
  const thrown = demandKind(kinds, 'thrownErrors')(err, definitions, compile);
  return {
    lower: (value) => ({ ok: true, value: converter?.lower(value) }),
    lowerThrown: (error, index) => {
      const found = thrown.lower(error, index);
      return found && { ok: false, error: found.val };
    },
    lift: (outcome) => {
      if (outcome.ok) return converter?.lift(outcome.value);
      throw thrown.converter.lift(outcome.error);
    },
  };
}

function resultCodec(type: TypeNode | undefined, { kinds, compile }: Compiler): ResultCodec {
  if (type?.kind === 'result') {
    const { authorResult, lowerResultSides } = demandKind(kinds, 'results');
    const ok = type.ok && compile(type.ok);
    const err = type.err && compile(type.err);
    return {
      lower: (value) => {
        const { succeeded, val } = lowerResultSides(value, ok, err);
        return succeeded ? { ok: true, value: val } : { ok: false, error: val };
      },
      lift: (outcome) => authorResult(outcome.ok, outcome.ok ? outcome.value : outcome.error, ok, err),
    };
  }
  const converter = type && compile(type);
  return {
    lower: (value) => ({ ok: true, value: converter?.lower(value) }),
    lift: (outcome) =>
      outcome.ok ? converter?.lift(outcome.value) : refuse('a value (the type is no result)', outcome.error),
  };
}
