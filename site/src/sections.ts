/** The order in which the site shows the documents. A document of `docs/` that no section names stands in the one that says `rest`. */
import { kindOf, namesIn } from './repository.ts';

export interface Section {
  readonly title: string;
  /** Paths in the repository. */
  readonly sources: readonly string[];
}

interface SectionPlan {
  readonly title: string;
  readonly sources?: readonly string[];
  /** Folders whose documents all belong here, after the sources. */
  readonly folders?: readonly string[];
  /** Takes the documents of `docs/` that are named nowhere. */
  readonly rest?: true;
}

const docs = (...names: readonly string[]): readonly string[] => names.map((name) => `docs/${name}.md`);

const PLAN: readonly SectionPlan[] = [
  {
    title: 'Begin',
    sources: ['README.md', ...docs('getting-started', 'README', 'concepts', 'comparison', 'migration')],
  },
  {
    title: 'Write',
    sources: docs(
      'mapping',
      'imports',
      'composition',
      'interfaces',
      'messaging',
      'storage',
      'files',
      'network',
      'processes',
      'secrets',
      'serve',
      'dev',
      'composition',

      'wasi',
    ),
    rest: true,
  },
  { title: 'Test', sources: docs('testing/README'), folders: ['docs/testing'] },
  {
    title: 'Operate',
    sources: docs('operate', 'distribution', 'lifecycle', 'updates', 'supervision', 'audit', 'traces'),
  },
  { title: 'Security and limits', sources: ['SECURITY.md', ...docs('capabilities', 'limits')] },
  { title: 'Performance', sources: docs('benchmarks') },
  { title: 'Errors', sources: ['packages/cli/docs/errors.md'], folders: ['packages/cli/docs/diagnostics'] },
  { title: 'Examples', folders: ['examples/*'] },
  {
    title: 'Packages',
    sources: [
      'packages/sdk/README.md',
      'packages/testing/README.md',
      'packages/host/README.md',
      'packages/cli/README.md',
    ],
    folders: ['packages/*', 'wit'],
  },
  { title: 'The project', sources: ['ARCHITECTURE.md', 'CONTRIBUTING.md'], folders: ['docs/decisions'] },
];

/** The sections with the documents that are there. */
export function documentSections(): readonly Section[] {
  const named = new Set(
    PLAN.flatMap(({ sources = [], folders = [] }) => [...sources, ...folders.flatMap(documentsIn)]),
  );
  return PLAN.map(({ title, sources = [], folders = [], rest }) => {
    const left = rest ? documentsIn('docs').filter((source) => !named.has(source)) : [];
    const all = [...sources, ...left, ...folders.flatMap(documentsIn)];
    return { title, sources: [...new Set(all)].filter((source) => kindOf(source) === 'file') };
  });
}

/** The documents of a folder; of `NAME/*`, the README of each folder in it. */
function documentsIn(folder: string): readonly string[] {
  if (folder.endsWith('/*')) {
    const above = folder.slice(0, -1);
    return namesIn(above)
      .map((name) => `${above}${name}README.md`)
      .filter((path) => kindOf(path) === 'file');
  }
  return namesIn(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}
