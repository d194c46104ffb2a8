/** The generated pages: what the packages export, and the help of the command. */
import GithubSlugger from 'github-slugger';
import type { PageSection, PageSource } from '../page.ts';
import type { Symbols } from '../symbols.ts';
import { allCommands, commandReference } from './command-reference.ts';
import { type EntryPoint, entryPoints } from './entry-points.ts';
import { packageReference } from './package-reference.ts';

const COMMAND_PAGE = 'reference/command.html';

/** Makes the pages, and tells `symbols` where each name is explained. */
export function referenceSection(symbols: Symbols): PageSection {
  const packages = entryPoints().map((entry) => packagePage(entry, symbols));
  return { title: 'Reference', pages: [commandPage(symbols), ...packages] };
}

function packagePage(entry: EntryPoint, symbols: Symbols): PageSource {
  const { markdown, names } = packageReference(entry);
  const output = `reference/${entry.name.replace(/^@airssys\//, '').replaceAll('/', '-')}.html`;
  const slugger = new GithubSlugger();
  slugger.slug(entry.name);
  for (const name of names) symbols.addExport(name, `${output}#${slugger.slug(name)}`);
  return { output, source: `${entry.path}.md`, title: entry.name, markdown };
}

function commandPage(symbols: Symbols): PageSource {
  const commands = allCommands();
  for (const { name, slug } of commands.slice(1)) symbols.addCommand(name, `${COMMAND_PAGE}#${slug}`);
  const markdown = commandReference(commands);
  return { output: COMMAND_PAGE, source: 'packages/cli/src/program.ts.md', title: 'The airssys command', markdown };
}
