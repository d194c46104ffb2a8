/** The process that writes for `across-processes.ts`. */
import { SqliteBackend } from '../../../src/services/storage/sqlite-backend.ts';
import type { RemoteReply, RemoteRequest } from './across-processes.ts';

let nowMs = 1_000;
const [path = ''] = process.argv.slice(2);
const backend = SqliteBackend.open(path, { clock: { nowMs: () => nowMs } });
const send = async (reply: RemoteReply): Promise<void> =>
  await new Promise((sent) => process.send?.(reply, () => sent()));

async function serve({ id, method, args }: RemoteRequest): Promise<void> {
  try {
    await send({ id, result: await answer(method, args as never[]) });
  } catch (error) {
    const { code, message } = error as { readonly code: unknown; readonly message: string }; // an AirssysError
    await send({ id, error: { code, message } });
  }
  if (method === 'close') process.disconnect?.();
}

process.on('message', (request: RemoteRequest) => void serve(request));

async function answer(method: RemoteRequest['method'], args: never[]): Promise<unknown> {
  switch (method) {
    case 'setTime':
      return (nowMs = args[0] ?? nowMs);
    case 'watch':
      backend.watch(args[0] ?? '', args[1] ?? '', (change) => void send({ change }));
      return undefined;
    case 'close':
      return await backend[Symbol.asyncDispose]();
    default:
      return await (backend[method].bind(backend) as (...values: never[]) => Promise<unknown>)(...args);
  }
}
