import { toKebabCase } from '@airssys/model';
import { ts } from 'ts-morph';
import type { AnalysisContext } from './context.ts';
import { exportNameOf } from './export-name.ts';
import { lineOf } from './reporter.ts';
import { type MarkName, SDK_PACKAGE } from './sdk-symbols.ts';

/** A decorator of the SDK on a class or member. */
export interface Mark {
  readonly name: MarkName;
  readonly node: ts.Decorator;
  /** Undefined where the decorator is not called, which is reported. */
  readonly call: ts.CallExpression | undefined;
}

export interface ComponentClass {
  readonly node: ts.ClassDeclaration;
  readonly name: string;
  /** The name that the file exports it as. */
  readonly exportName: string;
  /** The marks on the class, `@component` among them. */
  readonly marks: readonly Mark[];
}

const THREE_LINES = `Write one and export it:
@component({ id: 'acme:counter', version: '1.0.0' })
export class Counter {
  @operation() increment(by: u32): u32 { … }
}`;

/** The one component class of the entry file; what is wrong with it as a class is reported. */
export function findComponentClass(context: AnalysisContext, file: ts.SourceFile): ComponentClass | undefined {
  const { reporter } = context;
  const classes = file.statements
    .filter((statement) => ts.isClassDeclaration(statement))
    .map((node) => ({ node, marks: marksOf(context, node) }))
    .filter(({ marks }) => marks.some((mark) => mark.name === 'component'));
  const [first, ...others] = classes;
  if (first === undefined) {
    if (reportMissingSdk(context, file)) return undefined;
    reportNoComponent(context, file);
    return undefined;
  }
  for (const { node } of others) {
    reporter.error(
      node.name ?? node,
      'AIRSSYS_WIT_SEVERAL_COMPONENTS',
      `a second class with @component; the first is in line ${lineOf(first.node.name ?? first.node)}`,
      'One file builds one component: move this class to a file of its own.',
    );
  }
  const named = first.marks.find((mark) => mark.name === 'name');
  if (named !== undefined) {
    const hint = "Its name in WIT is that in its id: @component({ id: 'acme:counter', … }).";
    reporter.error(named.node, 'AIRSSYS_WIT_DECORATOR', '@name is not for the component class', hint);
  }
  checkClass(context, first.node);
  const { node, marks } = first;
  const name = node.name?.text ?? 'default';
  return { node, marks, name, exportName: exportNameOf(node) ?? name };
}

/** At the class that was meant, where there is just one that it can be; else at the beginning of the file. */
function reportNoComponent(context: AnalysisContext, file: ts.SourceFile): void {
  const classes = file.statements.filter((statement) => ts.isClassDeclaration(statement));
  const marked = classes.filter((one) => one.members.some((member) => marksOf(context, member).length > 0));
  const [only, ...others] = marked.length > 0 ? marked : classes;
  const code = 'AIRSSYS_WIT_NO_COMPONENT';
  if (only?.name === undefined || others.length > 0) {
    context.reporter.fileError(file, code, 'no class with @component in this file', THREE_LINES);
    return;
  }
  const hint = `Write it before the class: @component({ id: 'acme:${suggestedName(only.name.text)}', version: '1.0.0' }).`;
  context.reporter.error(only.name, code, `${only.name.text} has no @component, nor has any class in this file`, hint);
}

function suggestedName(className: string): string {
  const name = toKebabCase(className) ?? '';
  return name.length < 3 ? 'counter' : name;
}

/** The SDK's decorators on a node, in source order. */
export function marksOf(context: AnalysisContext, node: ts.Node): readonly Mark[] {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return decorators.flatMap((decorator) => {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
    const name = context.sdk.markOf(call?.expression ?? decorator.expression);
    if (name === undefined) return [];
    if (call === undefined) {
      context.reporter.error(
        decorator,
        'AIRSSYS_WIT_DECORATOR',
        `@${name} is not called`,
        `Write @${name}(${name === 'component' ? '{ … }' : ''}).`,
      );
    }
    return [{ name, node: decorator, call }];
  });
}

function checkClass({ reporter }: AnalysisContext, node: ts.ClassDeclaration): void {
  const place = node.name ?? node;
  const name = node.name?.text ?? 'the class';
  const modifiers = ts.getCombinedModifierFlags(node);
  if (node.name === undefined) {
    reporter.error(
      node,
      'AIRSSYS_WIT_NOT_EXPORTED',
      'the component class has no name',
      'Give it one: export class Counter.',
    );
  } else if (exportNameOf(node) === undefined) {
    reporter.error(place, 'AIRSSYS_WIT_NOT_EXPORTED', `${name} is not exported`, `Write: export class ${name}.`);
  }
  if ((modifiers & ts.ModifierFlags.Abstract) !== 0) {
    reporter.error(
      place,
      'AIRSSYS_WIT_CONSTRUCTOR',
      `${name} is abstract`,
      'The runtime makes the instance: drop `abstract`.',
    );
  }
  if (node.typeParameters !== undefined) {
    reporter.error(
      place,
      'AIRSSYS_WIT_CONSTRUCTOR',
      `${name} is generic`,
      'Drop the type parameters: nobody can choose them.',
    );
  }
  const constructor = node.members.find((member) => ts.isConstructorDeclaration(member) && member.body !== undefined);
  const required =
    constructor !== undefined && ts.isConstructorDeclaration(constructor)
      ? constructor.parameters.find((one) => !one.questionToken && !one.initializer && !one.dotDotDotToken)
      : undefined;
  if (required !== undefined) {
    reporter.error(
      required,
      'AIRSSYS_WIT_CONSTRUCTOR',
      `the constructor of ${name} has a required parameter`,
      'The runtime calls it without arguments. Read configuration in a method with @onInitialize().',
    );
  }
}

/** Without the SDK's declarations no decorator is known, and "no component" would mislead. */
function reportMissingSdk({ checker, reporter }: AnalysisContext, file: ts.SourceFile): boolean {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { moduleSpecifier } = statement;
    if (moduleSpecifier.text !== SDK_PACKAGE || checker.getSymbolAtLocation(moduleSpecifier) !== undefined) continue;
    reporter.error(
      moduleSpecifier,
      'AIRSSYS_WIT_SDK_MISSING',
      `${SDK_PACKAGE} cannot be found from here`,
      `Install it: npm install ${SDK_PACKAGE}`,
    );
    return true;
  }
  return false;
}
