/** What there is to say of a code, as Markdown. */
import { readFileSync } from 'node:fs';
import { DOCS, type ExplainedCode } from './codes.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  guest: 'The component failed.',
  host: 'The host failed, or whoever called it.',
  limit: 'A limit did its work.',
  source: 'The sources are wrong.',
};

/** The page of the code; of one that has none, what the list says of it. */
export function pageOf({ code, family, meaning, advice }: ExplainedCode): string {
  if (advice === undefined) return readFileSync(new URL(`diagnostics/${code}.md`, DOCS), 'utf8');
  return [`# ${code}`, meaning, FAMILIES[family] ?? '', `**What to do:** ${advice}`].join('\n\n').concat('\n');
}
