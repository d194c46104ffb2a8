/** The search. Its words are loaded when somebody goes to the field, as a script: pages that are files may fetch nothing else. */
import MiniSearch, { type SearchResult } from 'minisearch';

interface SearchDocument {
  readonly id: number;
  readonly url: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

declare global {
  /** Set by search-documents.js. */
  var airssysSearch: readonly SearchDocument[] | undefined;
}

const MAX_RESULTS = 12;

/** `root` leads from the page to the folder of the site. */
export function showSearch(root: string): void {
  const form = document.querySelector<HTMLFormElement>('form.search');
  const input = form?.querySelector('input');
  const results = form?.querySelector<HTMLElement>('.results');
  if (form === null || !input || !results) return;
  let index: Promise<MiniSearch<SearchDocument>> | undefined;
  const open = (): Promise<MiniSearch<SearchDocument>> => (index ??= loadIndex(root));

  const search = async (): Promise<void> => {
    const found = input.value.trim() === '' ? [] : (await open()).search(input.value).slice(0, MAX_RESULTS);
    results.replaceChildren(...found.map((one) => resultLink(root, one)));
    if (found.length === 0) results.textContent = 'Nothing found';
    results.hidden = input.value.trim() === '';
  };
  input.disabled = false;
  input.addEventListener('focus', () => void open());
  input.addEventListener('input', () => void search());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    results.querySelector('a')?.click();
  });
  form.addEventListener('keydown', (event) => moveInResults(event, input, results));
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !form.contains(event.target)) results.hidden = true;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || document.activeElement instanceof HTMLInputElement) return;
    event.preventDefault();
    input.focus();
  });
}

async function loadIndex(root: string): Promise<MiniSearch<SearchDocument>> {
  await new Promise<void>((loaded, failed) => {
    const script = document.createElement('script');
    script.src = `${root}assets/search-documents.js`;
    script.addEventListener('load', () => loaded());
    script.addEventListener('error', () => failed(new Error('The words of the search could not be loaded')));
    document.head.append(script);
  });
  const index = new MiniSearch<SearchDocument>({
    fields: ['page', 'heading', 'text'],
    storeFields: ['url', 'page', 'heading', 'text'],
    searchOptions: {
      prefix: true,
      fuzzy: 0.15,
      combineWith: 'AND',
      boost: { page: 4, heading: 6 },
      // What explains comes before what lists.
      boostDocument: (_id, _term, stored) => (String(stored?.['url']).startsWith('reference/') ? 0.5 : 1),
    },
  });
  index.addAll(globalThis.airssysSearch ?? []);
  return index;
}

function resultLink(root: string, result: SearchResult): HTMLElement {
  const { url, page, heading, text } = result as unknown as SearchDocument; // the stored fields
  const link = document.createElement('a');
  link.href = root + url;
  const title = document.createElement('strong');
  title.textContent = heading === '' ? page : `${page} › ${heading}`;
  const excerpt = document.createElement('span');
  excerpt.textContent = text.slice(0, 120);
  link.append(title, excerpt);
  return link;
}

/** Arrows go through the results, Escape closes them. */
function moveInResults(event: KeyboardEvent, input: HTMLInputElement, results: HTMLElement): void {
  if (event.key === 'Escape') {
    results.hidden = true;
    return;
  }
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const stops: HTMLElement[] = [input, ...results.querySelectorAll('a')];
  const at = stops.findIndex((one) => one === document.activeElement);
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
}
