/** A server for looking at the site: on this machine only, with the page for what is not there. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
};

export interface FolderServer {
  readonly url: string;
  /** Ends it, with the connections that are open. */
  close(): void;
}

/** Resolves when it answers. Port 0 is a free one. */
export async function serveFolder(folder: string, port: number): Promise<FolderServer> {
  const server = createServer((request, response) => {
    const [pathname = '/'] = (request.url ?? '/').split('?');
    const found = fileOf(folder, pathname);
    const file = found ?? join(folder, '404.html');
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  const { port: listening } = server.address() as AddressInfo; // a server on TCP
  return {
    url: `http://127.0.0.1:${listening}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The file of an address, in the folder and nowhere else. Names of the site's files need no escapes. */
function fileOf(folder: string, pathname: string): string | undefined {
  const path = join(folder, normalize(pathname), pathname.endsWith('/') ? 'index.html' : '');
  const isInside = path.startsWith(folder + sep);
  return isInside && statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
}
