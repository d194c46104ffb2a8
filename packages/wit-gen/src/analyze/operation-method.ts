import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';

/** The member as a method that can be called from outside; what is wrong with it is reported. */
export function checkMethod({ reporter }: AnalysisContext, node: ts.ClassElement): ts.MethodDeclaration | undefined {
  const place = node.name ?? node;
  const name = node.name?.getText() ?? 'it';
  const refuse = (what: string, hint: string): undefined => {
    reporter.error(place, 'AIRSSYS_WIT_OPERATION_KIND', `the operation '${name}' is ${what}`, hint);
    return undefined;
  };
  if (ts.isAccessor(node)) return refuse('a getter or setter', `Make it a method: get${capital(name)}().`);
  if (!ts.isMethodDeclaration(node)) return refuse('a property', `Make it a method: ${name}() { … }.`);
  const flags = ts.getCombinedModifierFlags(node);
  const { ModifierFlags } = ts;
  if (ts.isPrivateIdentifier(node.name)) return refuse('private', `Callers are outside of the class: drop the '#'.`);
  if ((flags & (ModifierFlags.Private | ModifierFlags.Protected)) !== 0) {
    const which = (flags & ModifierFlags.Private) === 0 ? 'protected' : 'private';
    return refuse(which, `Callers are outside of the class: drop \`${which}\`.`);
  }
  if ((flags & ModifierFlags.Static) !== 0)
    return refuse('static', 'Operations are called on the instance: drop `static`.');
  if ((flags & ModifierFlags.Abstract) !== 0) return refuse('abstract', 'Give it a body.');
  if (!ts.isIdentifier(node.name)) return refuse('named by an expression or a string', 'Give it a plain name.');
  const overloads = ts.isClassLike(node.parent)
    ? node.parent.members.filter((member) => ts.isMethodDeclaration(member) && member.name.getText() === name)
    : [];
  if (overloads.length > 1) {
    const hint = 'WIT has one signature per name: make operations of different names, or take a union.';
    reporter.error(place, 'AIRSSYS_WIT_OPERATION_OVERLOADED', `the operation '${name}' is overloaded`, hint);
    return undefined;
  }
  if (node.typeParameters !== undefined) {
    const hint = 'Callers in other languages choose no types: write the types that it takes.';
    reporter.error(place, 'AIRSSYS_WIT_OPERATION_GENERIC', `the operation '${name}' has type parameters`, hint);
    return undefined;
  }
  return node;
}

/** With a capital first letter, for names that hints suggest. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
