/** The members of a resource: all that is public in the class, since that is what TypeScript's callers of it see. */
import { type OperationModel, type ResourceConstructor, type ResourceDefinition } from '@airssys/model';
import { ts } from 'ts-morph';
import type { AnalysisContext } from '../context.ts';
import { docsOfFunction, docsOfSymbol, withDocs } from '../documentation.ts';
import { readFunction } from '../function-model.ts';
import { capital } from '../operation-method.ts';
import { modulePath } from '../module-path.ts';
import { lineOf } from '../reporter.ts';
import { checkParameterNames, readParameter } from '../signature.ts';
import { witName } from '../wit-name.ts';
import type { Conversion } from './conversion.ts';
import { fieldsOf } from './records.ts';
import { checkResourceClass } from './resource-class.ts';
import type { MetResource } from './resource-use.ts';

const { ModifierFlags } = ts;
const HIDDEN = ModifierFlags.Private | ModifierFlags.Protected;

/** Names that are taken on the caller's side, with the reason. */
const TAKEN_METHODS = new Map([['then', 'JavaScript would take every handle for a promise']]);
const TAKEN_STATICS = new Map([
  ['new', "it is the constructor's name for callers"],
  ['then', 'JavaScript would take the class for a promise'],
]);

/** Reads a resource's constructor, methods and statics; undefined after an error has been reported. */
export function readResource(conversion: Conversion, met: MetResource): ResourceDefinition | undefined {
  const { context } = conversion;
  const { node, name, source, type } = met;
  if (!checkResourceClass(context, node)) return undefined;
  const symbol = context.checker.getSymbolAtLocation(node.name ?? node);
  const create = readConstructor(conversion, met);
  const classType = symbol && context.checker.getTypeOfSymbolAtLocation(symbol, node);
  const taken = new Map<string, ts.Node>();
  const read = (members: readonly ts.Symbol[], isStatic: boolean): readonly (OperationModel | undefined)[] =>
    members.flatMap((member) => {
      const method = checkMember(context, met, member, isStatic);
      return method === undefined ? [] : [readMethod(conversion, met, method, taken)];
    });
  const statics = classType ? fieldsOf(context, classType).filter(({ name: key }) => key !== 'prototype') : [];
  const functions = [read(fieldsOf(context, type), false), read(statics, true)];
  checkDisposal(context, met);
  if (create === undefined || functions.flat().includes(undefined)) return undefined;
  const [methods = [], staticMethods = []] = functions.map((list) => list.filter((one) => one !== undefined));
  return Object.freeze<ResourceDefinition>({
    kind: 'resource',
    name,
    source,
    module: modulePath(node.getSourceFile().fileName, context.projectDir),
    ...withDocs(docsOfSymbol(context, symbol)),
    ...(create !== 'none' && { create }),
    methods: Object.freeze(methods),
    statics: Object.freeze(staticMethods),
  });
}

/** The declaration of a public member that is a method. What is public and cannot be offered is reported. */
function checkMember(
  { reporter }: AnalysisContext,
  { source }: MetResource,
  member: ts.Symbol,
  isStatic: boolean,
): ts.MethodDeclaration | undefined {
  const declarations = (member.declarations ?? []).filter((one) => isMember(one));
  const [node] = declarations;
  if (node === undefined || (ts.getCombinedModifierFlags(node) & HIDDEN) !== 0) return undefined;
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return undefined;
  const { name: key } = member;
  const refuse = (what: string, hint: string): undefined => {
    const place = ts.getNameOfDeclaration(node) ?? node;
    reporter.error(place, 'AIRSSYS_WIT_RESOURCE_MEMBER', `'${key}' of the resource ${source} ${what}`, hint);
    return undefined;
  };
  if (ts.isAccessor(node)) {
    return refuse('is a getter or setter', `Callers wait for every answer: make it a method, get${capital(key)}().`);
  }
  if (!ts.isMethodDeclaration(node)) {
    return refuse(
      'is a public property',
      `The object stays in the component: make it private (#${key}), and offer get${capital(key)}() where callers need it.`,
    );
  }
  const reason = (isStatic ? TAKEN_STATICS : TAKEN_METHODS).get(key);
  if (reason !== undefined) return refuse('cannot have that name', `Rename it: ${reason}.`);
  if (declarations.length > 1) {
    return refuse('is overloaded', 'WIT has one signature per name: make methods of different names, or take a union.');
  }
  if (node.typeParameters !== undefined) {
    return refuse('has type parameters', 'Callers in other languages choose no types: write the types that it takes.');
  }
  if (node.questionToken !== undefined || node.body === undefined) {
    return refuse('may be missing', 'Give it a body, and drop the `?`.');
  }
  return node;
}

function isMember(node: ts.Declaration): node is ts.ClassElement | ts.ParameterPropertyDeclaration {
  return ts.isClassElement(node) || ts.isParameter(node);
}

function readMethod(
  conversion: Conversion,
  { source, name: resource }: MetResource,
  method: ts.MethodDeclaration,
  taken: Map<string, ts.Node>,
): OperationModel | undefined {
  const { reporter } = conversion.context;
  const key = method.name.getText();
  const name = witName(conversion.context, key, method);
  if (name === undefined) {
    const hint = 'WIT names are words of ASCII letters and digits that start with a letter: rename it.';
    reporter.error(method.name, 'AIRSSYS_WIT_NAME', `'${key}' of ${source} has no name in WIT`, hint);
    return undefined;
  }
  if (name === resource) {
    const message = `'${key}' of the resource ${source} is called '${name}' in WIT, as the resource itself`;
    const hint =
      'WIT tells the two apart by their names only: rename one of them, or choose its name in WIT with @name.';
    reporter.error(method.name, 'AIRSSYS_WIT_NAME_COLLISION', message, hint);
    return undefined;
  }
  const first = taken.get(name);
  if (first !== undefined) {
    const message = `'${key}' of ${source} and '${first.getText()}' in line ${lineOf(first)} are both '${name}' in WIT`;
    reporter.error(
      method.name,
      'AIRSSYS_WIT_NAME_COLLISION',
      message,
      'Rename one of them, or choose its name in WIT with @name.',
    );
    return undefined;
  }
  taken.set(name, method.name);
  return readFunction(conversion, method, { key, name, label: `${source}.${key}`, place: `${resource}-${name}` });
}

/** `none` where callers cannot make an object. */
function readConstructor(
  conversion: Conversion,
  { node, source, name }: MetResource,
): ResourceConstructor | 'none' | undefined {
  const { context } = conversion;
  const constructors = constructorsOf(context, node);
  const [only] = constructors;
  if (only === undefined) return Object.freeze({ params: Object.freeze([]) });
  if (constructors.some((one) => (ts.getCombinedModifierFlags(one) & HIDDEN) !== 0)) return 'none';
  if (constructors.length > 1) {
    const hint = 'WIT has one: take a union or optional parameters, or make the constructor private and offer statics.';
    const message = `the constructor of the resource ${source} is overloaded`;
    context.reporter.error(only, 'AIRSSYS_WIT_RESOURCE_MEMBER', message, hint);
    return undefined;
  }
  const label = `new ${source}`;
  const params = only.parameters.map((one) => readParameter(context, conversion, one, label, name));
  const isDistinct = checkParameterNames(context, [...only.parameters], label);
  if (params.includes(undefined) || !isDistinct) return undefined;
  const docs = docsOfFunction(context, only);
  return Object.freeze({ params: Object.freeze(params.filter((one) => one !== undefined)), ...withDocs(docs) });
}

/** The constructor's signatures in the class, or in the nearest base class that has one. */
function constructorsOf(context: AnalysisContext, node: ts.ClassDeclaration): readonly ts.ConstructorDeclaration[] {
  const own = node.members.filter((member) => ts.isConstructorDeclaration(member));
  if (own.length > 0) return own;
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const symbol = base && context.sdk.resolve(context.checker.getSymbolAtLocation(base.expression));
  const declaration = symbol?.declarations?.find((one) => ts.isClassDeclaration(one));
  return declaration ? constructorsOf(context, declaration) : [];
}

/** `[Symbol.asyncDispose]` would never be called. */
function checkDisposal({ reporter }: AnalysisContext, { node, source }: MetResource): void {
  for (const { name } of node.members) {
    if (name === undefined || !ts.isComputedPropertyName(name)) continue;
    if (name.expression.getText() !== 'Symbol.asyncDispose') continue;
    const hint = 'What ends a handle does not wait: write [Symbol.dispose]() instead.';
    const message = `[Symbol.asyncDispose] of the resource ${source} would never be called`;
    reporter.error(name, 'AIRSSYS_WIT_RESOURCE_MEMBER', message, hint);
  }
}
