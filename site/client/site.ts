/** What a page does besides being read: light or dark, and the search. Without it every page is whole. */
import { showSearch } from './search.ts';
import { showTheme } from './theme.ts';

const root = document.currentScript?.dataset['root'] ?? '';
showTheme();
showSearch(root);
