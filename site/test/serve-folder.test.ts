import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FolderServer, serveFolder } from '../src/serve-folder.ts';

const above = mkdtempSync(join(tmpdir(), 'airssys-site-'));
let server: FolderServer;

beforeAll(async () => {
  const folder = join(above, 'site');
  mkdirSync(join(folder, 'testing'), { recursive: true });
  writeFileSync(join(folder, 'testing/index.html'), 'testing');
  writeFileSync(join(folder, '404.html'), 'not found');
  writeFileSync(join(above, 'secret.txt'), 'secret');
  server = await serveFolder(folder, 0);
});
afterAll(() => {
  server.close();
  rmSync(above, { recursive: true, force: true });
});

/** With the path as it is given: `fetch` would take the dots out. */
async function get(path: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return await new Promise((answered, failed) => {
    const sent = request(server.url, { path }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => answered({ status: response.statusCode, body }));
    });
    sent.on('error', failed).end();
  });
}

test('answers with files, and with the page for what is not there', async () => {
  expect(await get('/testing/')).toEqual({ status: 200, body: 'testing' });
  expect(await get('/testing/index.html?a=1')).toEqual({ status: 200, body: 'testing' });
  expect(await get('/nothing.html')).toEqual({ status: 404, body: 'not found' });
});

test('answers with nothing outside of the folder', async () => {
  for (const path of ['/../secret.txt', '/testing/../../secret.txt', '/..%2fsecret.txt', '//../secret.txt'])
    expect(await get(path)).toEqual({ status: 404, body: 'not found' });
});
