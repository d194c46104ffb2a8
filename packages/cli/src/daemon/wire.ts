/**
 * What goes over the control socket: HTTP/1.1, answers as lines of JSON. Long work tells of its progress in lines before its
 * value; what never ends (events, logs) is lines of values.
 */
import { AirssysError, type ErrorCode, ERROR_CODES, isAirssysError } from '@airssys/model';

/** The first part of each path. A change that an older command would misread gets another. */
export const CONTROL_PREFIX = '/v1';

export type Line =
  | { readonly progress: unknown }
  | { readonly value: unknown }
  /** Nothing comes after it. */
  | { readonly error: WireError };

export interface WireError {
  /** `INTERNAL` for what is no error of airssys. */
  readonly code: ErrorCode | 'INTERNAL';
  readonly message: string;
  readonly hint?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export const formatLine = (line: Line): string => `${JSON.stringify(line, plain)}\n`;

/** 64-bit integers as digits, bytes as base64, errors by what they say. */
function plain(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}

export function toWireError(error: unknown): WireError {
  if (isAirssysError(error)) {
    const { guestError, frames, usage } = error as { guestError?: unknown; frames?: unknown; usage?: unknown };
    const trap = usage === undefined ? {} : { usage, guestError, frames };
    return { code: error.code, message: error.message, hint: error.hint, data: { ...error.data, ...trap } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, data: { stack: error instanceof Error ? error.stack : undefined } };
}

/** The error as it would be here. */
export function fromWireError({ code, message, hint, data }: WireError): Error {
  if (code === 'INTERNAL' || !Object.hasOwn(ERROR_CODES, code)) {
    return Object.assign(new Error(message), { stack: typeof data?.['stack'] === 'string' ? data['stack'] : message });
  }
  const { usage, guestError, frames, ...rest } = data ?? {};
  const error = new AirssysError(code, message, { hint, data: rest });
  // A trap is told by these, as in `report/failure.ts`.
  return usage === undefined ? error : Object.assign(error, { kind: code, usage, guestError, frames: frames ?? [] });
}
