/** What a class must be to be a resource. What is wrong is reported at the class. */
import { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';

/** @returns whether the class can be a resource. */
export function checkResourceClass(context: AnalysisContext, node: ts.ClassDeclaration): boolean {
  const name = node.name?.text ?? 'the class';
  const flags = ts.getCombinedModifierFlags(node);
  const has = (flag: ts.ModifierFlags): boolean => (flags & flag) !== 0;
  let isGood = true;
  const refuse = (what: string, hint: string): void => {
    isGood = false;
    context.reporter.error(node.name ?? node, 'AIRSSYS_WIT_RESOURCE_CLASS', `the resource ${name} ${what}`, hint);
  };
  if (node.name === undefined) {
    refuse('has no name', 'Give it one: export class Session.');
  } else if (has(ts.ModifierFlags.Default)) {
    refuse('is exported as default only', `Export it by its name: export class ${name}.`);
  } else if (!has(ts.ModifierFlags.Export) && !isExported(context, node, node.name)) {
    refuse('is not exported', `The runtime makes its objects: write export class ${name}.`);
  }
  if (has(ts.ModifierFlags.Abstract)) {
    refuse('is abstract', 'Handles are to objects of the class itself: drop `abstract`.');
  }
  if (node.typeParameters !== undefined) {
    refuse('is generic', 'Callers in other languages choose no types: make a class for each type that is needed.');
  }
  return isGood;
}

/** By `export { Session }` elsewhere in its file. */
function isExported({ checker, sdk }: AnalysisContext, node: ts.ClassDeclaration, name: ts.Identifier): boolean {
  const module = checker.getSymbolAtLocation(node.getSourceFile());
  const found = module && checker.getExportsOfModule(module).find((one) => one.name === name.text);
  return found !== undefined && sdk.resolve(found) === checker.getSymbolAtLocation(name);
}
