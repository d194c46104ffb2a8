import {
  component,
  HttpError,
  type HttpServerRequest,
  type HttpServerResponse,
  onRequest,
  requires,
  storage,
} from '@airssys/sdk';

const PREFIX = 'entry/';
const MOST_BYTES = 4_096;

/** A guestbook: GET / shows who has written, POST / adds a line. */
@component({ id: '{{id}}', version: '0.1.0' })
@requires('storage')
export class Guestbook {
  @onRequest()
  answer(request: HttpServerRequest): HttpServerResponse {
    if (request.path !== '/') throw new HttpError(404, 'There is no such page.');
    if (request.method === 'GET') return { json: entries() };
    if (request.method !== 'POST') throw new HttpError(405, 'Read with GET, write with POST.');
    const text = request.text(MOST_BYTES).trim();
    if (text === '') throw new HttpError(400, 'Write something.');
    const number = storage.listKeys(PREFIX).length + 1;
    storage.set(keyOf(number), text);
    return { status: 201, json: { number, text } };
  }
}

function entries(): readonly string[] {
  return storage.listKeys(PREFIX).map((key) => storage.getText(key) ?? '');
}

/** In the order in which they were written. */
const keyOf = (number: number): string => PREFIX + String(number).padStart(8, '0');
