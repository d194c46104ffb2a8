/** Real servers on loopback, each stopped when its test ends. */
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server. @returns Its port. */
export async function httpServer(listener: RequestListener, address = '127.0.0.1'): Promise<number> {
  return await listening(createHttpServer(listener), address);
}

/** A server of plain TCP, for what no HTTP server would send. @returns Its port. */
export async function tcpServer(onConnection: (socket: Socket) => void, address = '127.0.0.1'): Promise<number> {
  return await listening(createServer({ allowHalfOpen: true }, onConnection), address);
}

export async function listening(server: Server, address = '127.0.0.1', port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // the guest may go at any time
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, address);
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port; // it listens at a port
}

/** All that comes until the other side sends no more. The socket stays open for an answer. */
export async function allOf(socket: Socket): Promise<string> {
  let found = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => (found += piece));
  await new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
  });
  return found;
}
