/** Findings as a file of tests: each fails as long as the component does what was found. */
import { basename, dirname, relative, resolve } from 'node:path';
import type { Limits } from '@airssys/host';
import type { ComponentModel } from '@airssys/model';
import { isSource } from '../component-file.ts';
import { type Finding, printCalls } from './finding.ts';
import type { Answers, GeneratedImports } from './generated-imports.ts';

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
  readonly imports: GeneratedImports;
}

export function printTestFile(findings: readonly Finding[], options: TestFileOptions): string {
  const { model, component } = options;
  const path = relativeTo(options.out, component);
  const isTyped = model !== undefined && isSource(component);
  const isAnswered = options.imports.isThere;
  const lines = [
    `// Found by \`airssys fuzz\` with seed ${options.seed}: each test fails as long as the component does what was found.`,
    ...(options.imports.printsErrors ? [`import { WitError } from '@airssys/host';`] : []),
    `import { mount } from '@airssys/testing';`,
    `import { expect, test } from 'vitest';`,
    ...(isTyped ? [importOf(model, path)] : []),
    '',
    ...(isAnswered ? [...HELPERS, ...(options.imports.hasResources ? ['', ...CLASSES] : []), ''] : []),
    `const mounted = async (${isAnswered ? 'imports: Imports' : ''}) =>`,
    `  await mount${isTyped ? `<typeof ${model.className}>` : ''}(${quoted(path)}, ${mountOptions(options)});`,
    ...findings.flatMap((finding) => ['', ...testOf(finding, options)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What answers for the interfaces of others. */
const HELPERS = [
  'type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;',
  '',
  'const inTurn = (...answers: readonly (() => unknown)[]) => {',
  '  let calls = 0;',
  '  return () => answers[calls++ % answers.length]?.();',
  '};',
];
const CLASSES = [
  'const classOf = (members: Readonly<Record<string, unknown>>) =>',
  '  Object.assign(class { constructor() { Object.assign(this, members); } }, members);',
];

/** Of a call in the name of its test. */
const MAX_TITLE = 60;

function testOf(finding: Finding, { imports }: TestFileOptions): readonly string[] {
  const calls = printCalls(finding);
  const last = (calls.at(-1) ?? '').replace(/^component\./, '');
  const shown = last.length > MAX_TITLE ? `${last.slice(0, MAX_TITLE)}…` : last;
  const after = calls.length > 1 ? `, after ${calls.length - 1} other calls,` : '';
  const title = oneLine(`${shown}${after} does not end in ${finding.kind}`);
  return [
    `// ${oneLine(finding.message)}`,
    ...finding.frames.map((frame) => `//   ${oneLine(frame)}`),
    `test(${quoted(title)}, async () => {`,
    `  const component = await mounted(${imports.isThere ? imports.print(answersOf(finding)) : ''});`,
    ...calls.slice(0, -1).map((call) => `  await ${call}.catch(() => {});`),
    `  await expect(${calls.at(-1)}).not.toTrap();`,
    '});',
  ];
}

/** What was answered; of what was not asked for, one answer each: a component that is mended may ask for it. */
function answersOf({ input, answered }: Finding): Answers {
  const others = Object.entries(input.answers).map(([label, values]) => [label, values.slice(0, 1)]);
  return { ...(Object.fromEntries(others) as Answers), ...answered };
}

function importOf({ className, exportName = className }: ComponentModel, path: string): string {
  const name = exportName === className ? className : `${exportName} as ${className}`;
  return `import type { ${name} } from ${quoted(path)};`;
}

function mountOptions({ grants, limits, engine, component, imports }: TestFileOptions): string {
  const parts = [
    ...(isSource(component) && engine !== 'quickjs' ? [`engine: ${quoted(engine)}`] : []),
    ...(imports.isThere ? ['imports'] : []),
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
