/** Findings as a file of tests: each fails as long as the component does what was found. */
import { basename, dirname, relative, resolve } from 'node:path';
import type { Limits } from '@airssys/host';
import type { ComponentModel } from '@airssys/model';
import { isSource } from '../component-file.ts';
import { type Finding, printCalls } from './finding.ts';

export interface TestFileOptions {
  /** The file with the tests. */
  readonly out: string;
  /** The component, as it was named. */
  readonly component: string;
  /** Of a component by airssys. */
  readonly model: ComponentModel | undefined;
  readonly engine: string;
  readonly grants: readonly string[];
  readonly limits: Partial<Limits>;
  readonly seed: number;
}

export function printTestFile(findings: readonly Finding[], options: TestFileOptions): string {
  const { model, component } = options;
  const path = relativeTo(options.out, component);
  const isTyped = model !== undefined && isSource(component);
  const lines = [
    `// Found by \`airssys fuzz\` with seed ${options.seed}: each test fails as long as the component does what was found.`,
    `import { mount } from '@airssys/testing';`,
    `import { expect, test } from 'vitest';`,
    ...(isTyped ? [importOf(model, path)] : []),
    '',
    'const mounted = async () =>',
    `  await mount${isTyped ? `<typeof ${model.className}>` : ''}(${quoted(path)}, ${mountOptions(options)});`,
    ...findings.flatMap((finding) => ['', ...testOf(finding)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Of a call in the name of its test. */
const MAX_TITLE = 60;

function testOf(finding: Finding): readonly string[] {
  const calls = printCalls(finding);
  const last = (calls.at(-1) ?? '').replace(/^component\./, '');
  const shown = last.length > MAX_TITLE ? `${last.slice(0, MAX_TITLE)}…` : last;
  const after = calls.length > 1 ? `, after ${calls.length - 1} other calls,` : '';
  const title = oneLine(`${shown}${after} does not end in ${finding.kind}`);
  return [
    `// ${oneLine(finding.message)}`,
    ...finding.frames.map((frame) => `//   ${oneLine(frame)}`),
    `test(${quoted(title)}, async () => {`,
    '  const component = await mounted();',
    ...calls.slice(0, -1).map((call) => `  await ${call}.catch(() => {});`),
    `  await expect(${calls.at(-1)}).not.toTrap();`,
    '});',
  ];
}

function importOf({ className, exportName = className }: ComponentModel, path: string): string {
  const name = exportName === className ? className : `${exportName} as ${className}`;
  return `import type { ${name} } from ${quoted(path)};`;
}

function mountOptions({ grants, limits, engine, component }: TestFileOptions): string {
  const parts = [
    ...(isSource(component) && engine !== 'quickjs' ? [`engine: ${quoted(engine)}`] : []),
    ...(grants.length > 0 ? [`grants: [${grants.map(quoted).join(', ')}]`] : []),
    `limits: { ${Object.entries(limits)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ')} }`,
  ];
  return `{ ${parts.join(', ')} }`;
}

function relativeTo(out: string, component: string): string {
  const path = relative(dirname(resolve(out)), resolve(component)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path || basename(component)}`;
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;

/** INVARIANT: what the component says stays within its comment. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200);
