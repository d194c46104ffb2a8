import { formatDiagnostic, readWit, type WitDocument } from '../../src/index.ts';

/** Reads one text that must be right. */
export function documentOf(text: string, ...dependencies: readonly string[]): WitDocument {
  const { document, diagnostics } = readWit({
    files: [{ path: '/wit/root.wit', text }],
    dependencies: dependencies.map((dependency, at) => [{ path: `/wit/deps/${at}.wit`, text: dependency }]),
  });
  if (document === undefined) throw new Error(diagnostics.map((one) => formatDiagnostic(one, text)).join('\n'));
  return document;
}

/** What is said about a text, as a user sees it. */
export function complaintsOf(text: string, ...dependencies: readonly string[]): string {
  const texts = new Map([
    ['/wit/root.wit', text],
    ...dependencies.map((one, at) => [`/wit/deps/${at}.wit`, one] as const),
  ]);
  const [files = [], ...others] = [...texts].map(([path, one]) => [{ path, text: one }]);
  const { document, diagnostics } = readWit({ files, dependencies: others });
  if (document !== undefined) return 'nothing';
  return diagnostics
    .map((one) => formatDiagnostic(one, texts.get(one.file) ?? '', { cwd: '/wit', docs: false }).trimEnd())
    .join('\n\n');
}
