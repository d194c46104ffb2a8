/** `npm run site -- --base /PATH/ --serve --port N`: writes the documentation as a static site to `site/dist`, and shows it on this machine. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './src/build-site.ts';
import { serveFolder } from './src/serve-folder.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: '/' },
    serve: { type: 'boolean', default: false },
    port: { type: 'string', default: '8080' },
  },
});

const folder = join(import.meta.dirname, 'dist');
const files = await buildSite({ base: values.base });
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of files) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
console.log(`${files.size} files in ${folder}`);
if (values.serve) {
  const { url } = await serveFolder(folder, Number(values.port));
  console.log(`The site is at ${url} (Ctrl-C ends it)`);
}
