/** Requests and responses of `wasi:http`, before they are sent and after they have come. */
import type { IncomingMessage } from 'node:http';
import type { AccessRequest } from '../../../capabilities/capability-set.ts';
import { isHeaderName } from '../../network/http/header-rules.ts';
import { IncomingBody, OutgoingBody, type BodySetting } from './bodies.ts';
import { Fields } from './fields.ts';

/** WIT's `method` and `scheme`, in jco's spelling. */
export interface Choice {
  readonly tag: string;
  readonly val?: string;
}

const METHODS = ['get', 'head', 'post', 'put', 'delete', 'connect', 'options', 'trace', 'patch'];

export const methodText = ({ tag, val }: Choice): string => (tag === 'other' ? (val ?? '') : tag.toUpperCase());

export function methodOf(text: string): Choice {
  const tag = text.toLowerCase();
  return METHODS.includes(tag) && text === text.toUpperCase() ? { tag } : { tag: 'other', val: text };
}

/** The length that a head says; undefined where it says none. `NaN` where it says two, or what is none. */
export function saidLength(headers: Fields): number | undefined {
  const [first, ...others] = headers.get('content-length').map((value) => Buffer.from(value).toString('latin1'));
  if (first === undefined) return undefined;
  return others.length === 0 && /^\d{1,15}$/.test(first) ? Number(first) : NaN;
}

type BodyPlace = Pick<BodySetting, 'network' | 'what'>;

/** What can be sent: a head that may have a body. */
class Outgoing {
  readonly headers: Fields;
  readonly #place: BodyPlace;
  #body: OutgoingBody | undefined;

  constructor(headers: Fields, place: BodyPlace) {
    this.headers = headers.frozen();
    this.#place = place;
  }

  /** Once. */
  takeBody(): OutgoingBody | undefined {
    if (this.#body !== undefined) return undefined;
    this.#body = new OutgoingBody(this.#place, saidLength(this.headers));
    return this.#body;
  }

  /** The body, if the component has asked for it. */
  get body(): OutgoingBody | undefined {
    return this.#body;
  }
}

export class OutgoingRequest extends Outgoing {
  method: Choice = { tag: 'get' };
  pathWithQuery: string | undefined;
  scheme: Choice | undefined;
  authority: string | undefined;

  /** @returns Whether it is one. */
  setMethod(method: Choice): boolean {
    if (!isHeaderName(methodText(method))) return false;
    this.method = method;
    return true;
  }

  setPathWithQuery(path: string | undefined): boolean {
    if (path !== undefined && !/^[\x21-\x7e\x80-\u{10ffff}]*$/u.test(path)) return false;
    this.pathWithQuery = path;
    return true;
  }

  setScheme(scheme: Choice | undefined): boolean {
    if (scheme?.tag === 'other' && !/^[a-z][a-z0-9+.-]*$/i.test(scheme.val ?? '')) return false;
    this.scheme = scheme;
    return true;
  }

  setAuthority(authority: string | undefined): boolean {
    if (authority !== undefined && URL.parse(`http://${authority}`) === null) return false;
    this.authority = authority;
    return true;
  }

  /** As one URL, which is read as any other: whatever was put together of its parts is what is checked. */
  get url(): string {
    const scheme = this.scheme === undefined || this.scheme.tag === 'HTTPS' ? 'https' : 'http';
    const name = this.scheme?.tag === 'other' ? (this.scheme.val ?? '') : scheme;
    const path = this.pathWithQuery ?? '/';
    return `${name}://${this.authority ?? ''}${/^[/?]/.test(path) ? '' : '/'}${path}`;
  }
}

export class OutgoingResponse extends Outgoing {
  status = 200;
}

/** Milliseconds; undefined for the host's own. */
export class RequestOptions {
  connectTimeoutMs: number | undefined;
  firstByteTimeoutMs: number | undefined;
  betweenBytesTimeoutMs: number | undefined;
}

/** A head that has come, and its body. */
class Incoming {
  readonly headers: Fields;
  readonly access: readonly AccessRequest[];
  readonly #body: IncomingBody;
  #isConsumed = false;

  constructor(message: IncomingMessage, headers: Fields, setting: BodySetting) {
    this.headers = headers;
    this.access = setting.access;
    this.#body = new IncomingBody(message, setting);
  }

  /** Once. */
  consume(): IncomingBody | undefined {
    if (this.#isConsumed) return undefined;
    this.#isConsumed = true;
    return this.#body;
  }

  /** Closes the body, where nobody has it. */
  dispose(): void {
    if (!this.#isConsumed) this.#body.dispose();
  }
}

export class IncomingResponse extends Incoming {
  readonly status: number;

  constructor(status: number, message: IncomingMessage, headers: Fields, setting: BodySetting) {
    super(message, headers, setting);
    this.status = status;
  }
}

export class IncomingRequest extends Incoming {
  readonly method: string;
  readonly pathWithQuery: string;
  readonly authority: string | undefined;

  constructor(message: IncomingMessage, headers: Fields, setting: BodySetting) {
    super(message, headers, setting);
    this.method = message.method ?? 'GET';
    this.pathWithQuery = message.url ?? '/';
    this.authority = message.headers.host;
  }
}
