/** The process of one instance. See remote-sandbox.ts. */
import process from 'node:process';
import type { ToRemote } from './messages.ts';
import { serveInstance } from './serve-instance.ts';

const receive = serveInstance((message) => process.send?.(message));
process.on('message', (message) => void receive(message as ToRemote)); // sent by remote-sandbox.ts alone
// The host is gone, however it went.
process.on('disconnect', () => process.exit());
