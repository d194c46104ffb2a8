/** The page of the mapping, taken apart: what each section shows, and all examples as one component. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkImport } from '../../packages/wit-gen/test/support/diagnostic-page.ts';

export const PAGE = join(import.meta.dirname, '../../docs/mapping.md');

export interface Section {
  readonly title: string;
  /** Declarations and the class of an example. */
  readonly component: string | undefined;
  /** WIT of the example's types and operations. */
  readonly wit: string | undefined;
  readonly calls: string | undefined;
  /** A WIT package whose interfaces the example uses. */
  readonly imported: string | undefined;
  /** A class that is refused, and all that the author is told. */
  readonly refused: string | undefined;
  readonly text: string | undefined;
}

export function sections(): readonly Section[] {
  const [, ...parts] = readFileSync(PAGE, 'utf8').split(/^## /m);
  return parts.map((part) => {
    const blocks = new Map(
      [...part.matchAll(/^```([a-z ]+)\n([\s\S]*?)^```$/gm)].map(([, info = '', text = '']) => [info, text]),
    );
    return {
      title: part.slice(0, part.indexOf('\n')),
      component: blocks.get('ts component'),
      wit: blocks.get('wit'),
      calls: blocks.get('ts calls'),
      imported: blocks.get('wit imported'),
      refused: blocks.get('ts refused'),
      text: blocks.get('text'),
    };
  });
}

/** The class whose methods are operations: its body, and where it stands. */
const COMPONENT_CLASS = /^export class \w+ \{\n((?:(?!^\}$)[\s\S])*?@operation(?:(?!^\}$)[\s\S])*?)^\}\n?/m;

/** One source with the declarations of all examples, and the members of their classes in one. */
export function joinExamples(examples: readonly string[]): string {
  const members = examples.map((text) => COMPONENT_CLASS.exec(text)?.[1] ?? '');
  const declarations = examples.map((text) => text.replace(COMPONENT_CLASS, ''));
  const text = [
    ...declarations,
    "@component({ id: 'demo:mapping', version: '1.0.0' })",
    'export class Mapping {',
    members.join('\n'),
    '}',
    '',
  ].join('\n');
  return `${sdkImport(text)}${text}`;
}

/** The types and operations of a printed interface, each as its text. */
export function witItems(text: string): readonly string[] {
  const items = text.split('\n\n').map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/** What stands inside of a printed interface. */
export function interfaceBody(wit: string): string {
  const body = /^interface operations \{\n([\s\S]*?)\n\}$/m.exec(wit)?.[1] ?? '';
  return body.replaceAll(/^ {2}/gm, '');
}

/**
 * The calls as a module with one function, each section's in a block of its own. An `await …;` followed by `// → VALUE` must
 * give the value, followed by `// throws CODE: MESSAGE` must fail so.
 */
export function callsModule(calls: readonly string[]): string {
  const blocks = calls.map((text) => `{\n${text.replaceAll(CALL, checkedCall)}}`);
  return `// @ts-nocheck: made of docs/mapping.md\nexport default async (component, example, check) => {\n${blocks.join('\n')}\n};\n`;
}

const CALL = /^(await (?:(?!^await )[\s\S])*?);\n\/\/ (→|throws) (.*)$/gm;

function checkedCall(_: string, call: string, how: string, what: string): string {
  const quoted = JSON.stringify(call);
  return how === '→'
    ? `await check.gives(${quoted}, async () => ${call}, () => (${what}));`
    : `await check.throws(${quoted}, async () => ${call}, ${JSON.stringify(what)});`;
}

/** How many calls a text shows. */
export function callCount(calls: string): number {
  return [...calls.matchAll(CALL)].length;
}
