import {
  component,
  HttpError,
  type HttpServerRequest,
  type HttpServerResponse,
  onRequest,
  operation,
  requires,
} from '@airssys/sdk';
import { addLink, findLink, followLink, type Link } from './link-store.ts';
import { readLinkRequest } from './links.ts';

/** Gives long addresses short names, and sends on whoever follows one. */
@component({ id: 'demo:url-shortener', version: '1.0.0' })
@requires('storage', 'random')
export class UrlShortener {
  @onRequest()
  answer(request: HttpServerRequest): HttpServerResponse {
    const { method, path } = request;
    if (path === '/') {
      if (method !== 'POST') throw new HttpError(405, 'POST a link here.');
      return this.#create(request);
    }
    if (method !== 'GET') throw new HttpError(405, 'A link can be followed, by GET.');
    const [, code = '', question] = path.split('/');
    if (question === 'info') return { json: found(this.find(code)) };
    if (question !== undefined) throw new HttpError(404, 'There is no such page.');
    return { status: 302, headers: { Location: found(followLink(code)).target } };
  }

  /** A link, with how often it was followed. */
  @operation()
  find(code: string): Link | undefined {
    return findLink(code);
  }

  #create(request: HttpServerRequest): HttpServerResponse {
    const wish = readLinkRequest(request.json(4_096));
    if (typeof wish === 'string') throw new HttpError(400, wish);
    const link = addLink(wish);
    if (link === undefined) throw new HttpError(409, `The code '${String(wish.code)}' is taken.`);
    return { status: 201, headers: { Location: `/${link.code}` }, json: link };
  }
}

function found(link: Link | undefined): Link {
  if (link === undefined) throw new HttpError(404, 'There is no such link.');
  return link;
}
