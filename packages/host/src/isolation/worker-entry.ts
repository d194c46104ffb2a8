/** The thread of one instance. See remote-sandbox.ts. */
import { parentPort } from 'node:worker_threads';
import type { ToRemote } from './messages.ts';
import { serveInstance } from './serve-instance.ts';

const receive = serveInstance((message) => parentPort?.postMessage(message));
parentPort?.on('message', (message: ToRemote) => void receive(message)); // sent by remote-sandbox.ts alone
