import { readFile } from 'node:fs/promises';
import type { InterfaceUse } from './project-interfaces.ts';

/** The call of a generated module, whose only argument that matters is a literal. */
const CALL = /\bimportInterface\s*\(\s*(['"])([^'"\n]+)\1/;

/** The interfaces that modules import, from those of the given files that call `importInterface`. Each interface once. */
export async function interfaceUses(files: Iterable<string>): Promise<readonly InterfaceUse[]> {
  const found = new Map<string, InterfaceUse>();
  for (const file of [...files].toSorted()) {
    const text = await readFile(file, 'utf8');
    const [call, , wit] = CALL.exec(text) ?? [];
    if (call === undefined || wit === undefined || found.has(wit)) continue;
    const before = text.slice(0, text.indexOf(call) + call.indexOf(wit));
    found.set(wit, { wit, file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') });
  }
  return [...found.values()].toSorted((a, b) => (a.wit < b.wit ? -1 : 1));
}
