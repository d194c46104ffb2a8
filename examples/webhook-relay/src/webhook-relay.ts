import {
  component,
  HttpError,
  type HttpServerRequest,
  type HttpServerResponse,
  onRequest,
  operation,
  requires,
  secrets,
  storage,
  type u32,
} from '@airssys/sdk';
import { deliver, type Delivery } from './deliver.ts';
import { isSignature } from './signature.ts';

/** Where events go. The component may reach this host alone: it is granted by name. */
const TARGET = 'https://events.example/inbox';
const MAX_BODY = 64 * 1024;
const ID = /^[\w-]{1,64}$/;

/** Takes webhooks whose signature is right, and hands each on once; what cannot be delivered now is kept for later. */
@component({ id: 'demo:webhook-relay', version: '1.0.0' })
@requires('network.outbound:events.example:443', 'secrets.read:webhook', 'storage', 'clock')
export class WebhookRelay {
  @onRequest()
  answer(request: HttpServerRequest): HttpServerResponse {
    if (request.path !== '/hooks') throw new HttpError(404, 'Webhooks go to /hooks.');
    if (request.method !== 'POST') throw new HttpError(405, 'Webhooks are posted.');
    const id = request.headers.get('x-event-id') ?? '';
    if (!ID.test(id)) throw new HttpError(400, 'X-Event-Id names the event.');
    const bytes = request.bytes(MAX_BODY);
    const signature = request.headers.get('x-signature') ?? '';
    if (!isSignature(signature, bytes, secrets.get('webhook'))) throw new HttpError(401, 'The signature is not right.');

    if (storage.exists(`done/${id}`)) return { status: 200, json: { id, delivered: true } };
    const delivery = { url: TARGET, id, body: new TextDecoder().decode(bytes) };
    const delivered = handOn(delivery);
    // It was taken, whether or not it has arrived: the sender need not send it again.
    return { status: delivered ? 200 : 202, json: { id, delivered } };
  }

  /** What could not be delivered. */
  @operation()
  waiting(): readonly string[] {
    return waitingIds();
  }

  /** Tries again what waits. Answers how many were delivered. */
  @operation()
  retry(): u32 {
    return waitingIds().filter((id) => {
      const text = storage.getText(`waiting/${id}`);
      return text !== undefined && handOn(JSON.parse(text) as Delivery); // nobody else writes here
    }).length;
  }
}

const waitingIds = (): readonly string[] => storage.listKeys('waiting/').map((key) => key.slice('waiting/'.length));

function handOn(delivery: Delivery): boolean {
  const reason = deliver(delivery);
  if (reason !== undefined) {
    storage.set(`waiting/${delivery.id}`, JSON.stringify(delivery));
    return false;
  }
  storage.set(`done/${delivery.id}`, '');
  storage.delete(`waiting/${delivery.id}`);
  return true;
}
