/** Pieces of TypeScript text. */
import { toCamelCase, toKebabCase, toPascalCase } from '@airssys/model';
import type { Style } from './style.ts';

export function propertyName(key: string, style: Style): string {
  // Quoted or not, `__proto__` in a type is a property like any other.
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) && !style.now(12) ? key : quote(key);
}

export function quote(literal: string | number | boolean): string {
  if (typeof literal !== 'string') return String(literal);
  return `'${JSON.stringify(literal).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A doc comment of whole lines. */
export function docComment(docs: string | undefined, style: Style): readonly string[] {
  if (docs === undefined) return [];
  const lines = docs.split('\n');
  const [first = ''] = lines;
  if (lines.length === 1 && !style.now(3)) return [`/** ${first} */`];
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? line : `  ${line}`));
}

/** A type that can stand before `[]`. */
export function operand(type: string): string {
  return /^[\w$.]+$/.test(type) ? type : `(${type})`;
}

/** A type that can stand beside `|`. */
export function member(type: string): string {
  return type.startsWith('\n') ? `(${type})` : type; // begins with a bar, or the comment before one
}

/** A member of a TypeScript enum whose case is called so in WIT. */
export function memberName(name: string, style: Style): string {
  const snake = name.replaceAll('-', '_');
  const spellings = [toPascalCase(name), toCamelCase(name), snake.toUpperCase()];
  const [first = snake, ...more] = spellings.filter((one) => toKebabCase(one) === name);
  return style.pick(first, ...more, snake);
}
