/** Files and folders of the repository that documents link to, so that these links lead somewhere without a network. */
import { posix } from 'node:path';
import { escapeHtml } from './layout.ts';
import { relativeLink, sourceOutputPath } from './output-path.ts';
import { kindOf, namesIn, readText } from './repository.ts';

/** What is longer, or no text, is told by its size. */
const MAX_SHOWN_BYTES = 200_000;

export function sourcePageHtml(path: string, isShown: (path: string) => boolean): string {
  return kindOf(path) === 'folder' ? folderHtml(path, isShown) : fileHtml(path);
}

function fileHtml(path: string): string {
  const text = readText(path);
  const title = `<h1 class="path">${escapeHtml(path)}</h1>`;
  if (text.includes('\0') || text.length > MAX_SHOWN_BYTES) return `${title}<p>A file of ${text.length} bytes.</p>`;
  return `${title}<pre class="source"><code>${escapeHtml(text)}</code></pre>`;
}

function folderHtml(path: string, isShown: (path: string) => boolean): string {
  const items = namesIn(path).map((name) => {
    const inside = posix.join(path, name).replace(/\/$/, '');
    const label = escapeHtml(name);
    if (!isShown(inside)) return `<li><code>${label}</code></li>`;
    return `<li><a href="${relativeLink(sourceOutputPath(path), sourceOutputPath(inside))}"><code>${label}</code></a></li>`;
  });
  return `<h1 class="path">${escapeHtml(path)}/</h1><ul>${items.join('')}</ul>`;
}
