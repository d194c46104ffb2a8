/**
 * Names in WIT: what the author calls a thing, in kebab-case; or what `@name` chooses, as a decorator on methods and
 * classes, and in the doc comment of anything.
 */
import { isWitIdentifier, toKebabCase } from '@airssys/model';
import { ts } from 'ts-morph';
import { marksOf } from './component-class.ts';
import type { AnalysisContext } from './context.ts';
import { commentBefore } from './documentation.ts';
import { literalValue } from './literals.ts';

/** The name that a declaration has in WIT. Undefined where its own has none there, which is for the caller to report. */
export function witName(context: AnalysisContext, text: string, declaration: ts.Node | undefined): string | undefined {
  return (declaration && chosenName(context, declaration)) ?? toKebabCase(text);
}

/** What `@name` chooses for a declaration; undefined without one, and where it is no name, which is reported. */
export function chosenName(context: AnalysisContext, declaration: ts.Node): string | undefined {
  const chosen = markedName(context, declaration) ?? taggedName(declaration);
  if (chosen === undefined || isWitIdentifier(chosen.text)) return chosen?.text;
  context.reporter.error(
    chosen.node,
    'AIRSSYS_WIT_NAME',
    `'${chosen.text}' in @name is not a name in WIT`,
    'WIT names are words of lower-case letters and digits that start with a letter, joined by hyphens: order-id.',
  );
  return undefined;
}

interface Chosen {
  readonly text: string;
  readonly node: ts.Node;
}

function markedName(context: AnalysisContext, declaration: ts.Node): Chosen | undefined {
  const argument = marksOf(context, declaration).find((mark) => mark.name === 'name')?.call?.arguments[0];
  if (argument === undefined) return undefined;
  const text = literalValue(context, argument);
  if (typeof text === 'string') return { text, node: argument };
  const hint = "The build reads it without running the code: write it in place, as in @name('order-id').";
  context.reporter.error(argument, 'AIRSSYS_WIT_NOT_LITERAL', 'the name in @name is not a string literal', hint);
  return undefined;
}

const TAG = /^\s*@name[ \t]+(\S+)/m;

function taggedName(declaration: ts.Node): Chosen | undefined {
  const text = TAG.exec(commentBefore(declaration) ?? '')?.[1];
  const node = ts.getNameOfDeclaration(declaration as ts.Declaration) ?? declaration; // undefined for what has no name
  return text === undefined ? undefined : { text, node };
}

/** The name of a property, by its declaration, unless a mapped type has given it another. */
export function propertyWitName(context: AnalysisContext, property: ts.Symbol): string | undefined {
  const declaration = property.declarations?.[0];
  const name = declaration && ts.getNameOfDeclaration(declaration);
  const isSame =
    name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === property.name;
  return witName(context, property.name, isSame ? declaration : undefined);
}
