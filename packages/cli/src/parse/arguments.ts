/** The arguments of an operation, from the command line to values of the author's types. */
import {
  AirssysError,
  type InterfaceModel,
  isAirssysError,
  type OperationModel,
  type Parameter,
  type TypeNode,
} from '@airssys/model';
import type { JsonCodec } from '@airssys/model/codec';
import { formatSignature } from '../report/signature.ts';
import { usageError } from '../report/usage-error.ts';
import type { ArgumentContent, ArgumentText } from './argument-files.ts';

/**
 * Reads each argument as JSON, or as the text itself where the parameter is a string, a char or one of several texts. What was read
 * of a file is all of a string, or of bytes; elsewhere it is JSON.
 *
 * @throws AirssysError `AIRSSYS_CLI_USAGE` for an argument that is no JSON, `AIRSSYS_VALUE_INVALID` for too many, too few, or one
 *   that is not of its type. The hint has the operation's signature.
 */
export function parseArguments(
  operation: OperationModel,
  operations: InterfaceModel,
  codec: JsonCodec,
  texts: readonly ArgumentText[],
): readonly unknown[] {
  const signature = formatSignature(operation, operations);
  const json = texts.map((text, at) => readArgument(text, at, operation.params[at], operations, signature));
  try {
    return codec.parseParams(json);
  } catch (error) {
    if (!isAirssysError(error, 'AIRSSYS_VALUE_INVALID')) throw error;
    const hint = [error.hint, `The operation is ${signature}.`].filter(Boolean).join(' ');
    throw new AirssysError(error.code, error.message, { hint, data: { ...error.data, signature }, cause: error });
  }
}

function readArgument(
  argument: ArgumentText,
  at: number,
  param: Parameter | undefined,
  operations: InterfaceModel,
  signature: string,
): unknown {
  const content = typeof argument === 'string' ? undefined : argument;
  if (content && isBytes(param?.type)) return Buffer.from(content.bytes).toString('base64');
  const text = typeof argument === 'string' ? argument : decodeContent(argument);
  if (content && isString(param?.type)) return text;
  const bare = param && bareText(param.type, operations);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (bare) return text;
    throw notJson(text, at, param, signature);
  }
  return bare && !bare.isJson(json) ? text : json;
}

/** @throws AirssysError `AIRSSYS_CLI_USAGE` for what is no text. */
export function decodeContent({ bytes, from }: ArgumentContent): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const what = from === '-' ? 'stdin' : from.slice(1);
    throw usageError(`${what} is not text in UTF-8`, 'Only a parameter of bytes (Uint8Array) takes anything else.');
  }
}

const isBytes = (type: TypeNode | undefined): boolean =>
  type?.kind === 'option' ? isBytes(type.some) : type?.kind === 'list' && type.as === 'bytes';

const isString = (type: TypeNode | undefined): boolean =>
  type?.kind === 'option'
    ? isString(type.some)
    : type?.kind === 'primitive' && type.name === 'string' && type.as !== 'json';

function notJson(text: string, at: number, param: Parameter | undefined, signature: string): AirssysError {
  const name = param ? ` (${param.key})` : '';
  return usageError(
    `Argument ${at + 1}${name} is not JSON: ${text}`,
    `A text in JSON has quotes, which the shell must not take: '"text"'. The operation is ${signature}.`,
    { argument: at + 1, text, signature },
  );
}

/** For a type whose values can stand as plain text: which JSON is meant as JSON all the same. */
interface BareText {
  isJson(json: unknown): boolean;
}

function bareText(type: TypeNode, operations: InterfaceModel): BareText | undefined {
  if (type.kind === 'primitive') {
    if (type.as === 'json') return undefined;
    return type.name === 'string' || type.name === 'char' ? { isJson: (json) => typeof json === 'string' } : undefined;
  }
  if (type.kind === 'option') {
    const inner = bareText(type.some, operations);
    return inner && { isJson: (json) => json === null || inner.isJson(json) };
  }
  if (type.kind !== 'reference') return undefined;
  const definition = operations.types.find(({ name }) => name === type.name);
  if (definition?.kind === 'record' && definition.as === 'date') return { isJson: (json) => typeof json === 'string' };
  if (definition?.kind !== 'enum') return undefined;
  // A text that is a case as it stands is that case; a number in JSON may be one too.
  const literals = new Set<unknown>(definition.cases.map(({ literal }) => literal));
  return { isJson: (json) => typeof json === 'string' || literals.has(json) };
}
