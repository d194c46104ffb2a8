/** The thread of the HTTP server that components fetch from: it answers each request with as many bytes as it is told, and its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const bytes = Buffer.alloc(workerData as number, 8);
const server = createServer((_request, response) => response.end(bytes));
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage((server.address() as AddressInfo).port); // listening on a port
});
