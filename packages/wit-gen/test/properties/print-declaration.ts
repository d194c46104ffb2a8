/** A named type as its author declares it. */
import type { EnumDefinition, RecordDefinition, TypeDefinition } from '@airssys/model';
import { printResource } from './print-function.ts';
import { docComment, indent, memberName, operand, propertyName, quote } from './print-text.ts';
import { isLiteral, type TypePrinter } from './type-printer.ts';

/** Lines of the declaration, and of what it needs beside it; none for what needs no declaration. */
export function printDeclaration(definition: TypeDefinition, printer: TypePrinter): readonly string[] {
  const docs = docComment(definition.docs, printer.style);
  switch (definition.kind) {
    case 'record':
      if (definition.as === 'error') return printError(definition, printer, docs);
      return definition.as === 'date' ? [] : printRecord(definition, printer, docs);
    case 'variant':
      if (definition.as === 'error') return [];
      return [...docs, `type ${definition.source} =`, ...closed(printer.arms(definition, definition.name))];
    case 'enum':
      return printEnum(definition, printer, docs);
    case 'flags':
      return [...docs, `type ${definition.source} = ${printer.flags(definition)};`].flatMap(toLines);
    case 'resource':
      return [...docs, ...printResource(definition, printer)];
  }
}

/** Whether a definition is a class, which is declared where its code is. */
export function isClass(definition: TypeDefinition): boolean {
  return definition.kind === 'resource' || (definition.kind === 'record' && definition.as === 'error');
}

function printError(
  { source, name, fields }: RecordDefinition,
  printer: TypePrinter,
  docs: readonly string[],
): readonly string[] {
  const own = fields
    .slice(1)
    .flatMap((field) => [...docComment(field.docs, printer.style), `declare ${printer.field(field, name)};`]);
  const hidden = ['#detail = 1;', 'private hint = 2;', 'explain(): string { return this.message; }'];
  const body = [...own, ...(printer.style.now(3) ? hidden : [])];
  return [...docs, `export class ${source} extends Error {`, ...indent(body.flatMap(toLines)), '}'];
}

function printRecord(definition: RecordDefinition, printer: TypePrinter, docs: readonly string[]): readonly string[] {
  const { source, name, fields } = definition;
  const { pick, now } = printer.style;
  const lines = fields.map((field) => printer.fields([field], name));
  const body = indent(lines.flat().flatMap(toLines));
  // A type written inside is called after the type that declares the field.
  const hasPlaces = lines.flat().some((line) => /[{|<]/.test(line));
  const form = hasPlaces || !now(2) ? pick('interface', 'literal') : pick(...FORMS);
  const half = indent(
    lines
      .slice(0, Math.ceil(lines.length / 2))
      .flat()
      .flatMap(toLines),
  );
  const rest = indent(
    lines
      .slice(Math.ceil(lines.length / 2))
      .flat()
      .flatMap(toLines),
  );
  const keys = fields.map(({ key }) => quote(key)).join(' | ');
  switch (form) {
    case 'interface':
      return [...docs, `interface ${source} {`, ...body, '}'];
    case 'literal':
      return [...docs, `type ${source} = {`, ...body, '};'];
    case 'extends':
      return [
        `interface $${source} {`,
        ...rest,
        '}',
        ...docs,
        `interface ${source} extends $${source} {`,
        ...half,
        '}',
      ];
    case 'intersection':
      return [...docs, `type ${source} = {`, ...half, '} & {', ...rest, '};'];
    case 'pick': {
      const wide = [`interface $${source} {`, '  $before: never;', ...body, '  $after: never;', '}'];
      return [
        ...wide,
        ...docs,
        `type ${source} = ${pick(`Pick<$${source}, ${keys}>`, `Omit<$${source}, '$before' | '$after'>`)};`,
      ];
    }
    case 'readonly':
      return [`interface $${source} {`, ...body, '}', ...docs, `type ${source} = Readonly<Readonly<$${source}>>;`];
    case 'generic':
      return printGeneric(definition, printer, docs);
  }
}

const FORMS = ['extends', 'intersection', 'pick', 'readonly', 'generic'] as const;

/** The record as the instance of a generic type, with the type of its last field as the argument. */
function printGeneric(definition: RecordDefinition, printer: TypePrinter, docs: readonly string[]): readonly string[] {
  const { source, name, fields } = definition;
  const last = fields.at(-1);
  if (last === undefined) throw new Error('a record without fields');
  const body = printer.fields(fields.slice(0, -1), name).flatMap(toLines);
  const isOption = last.optional === true && last.type.kind === 'option';
  const argument = printer.type(
    isOption && last.type.kind === 'option' ? last.type.some : last.type,
    `${name}-${last.name}`,
  );
  const property = `${propertyName(last.key, printer.style)}${isOption ? '?' : ''}: $T;`;
  return [
    `interface $${source}<$T> {`,
    ...indent([...body, ...docComment(last.docs, printer.style), property]),
    '}',
    ...docs,
    `type ${source} = $${source}<${argument}>;`,
  ].flatMap(toLines);
}

function printEnum(definition: EnumDefinition, printer: TypePrinter, docs: readonly string[]): readonly string[] {
  const { source, cases } = definition;
  const { pick, now } = printer.style;
  if (!isLiteral(cases) || now(3)) {
    const members = cases.flatMap((one) => [
      ...docComment(one.docs, printer.style),
      `${memberName(one.name, printer.style)} = ${quote(one.literal)},`,
    ]);
    return [...docs, `enum ${source} {`, ...indent(members), '}'];
  }
  const isPlain = cases.every((one) => one.docs === undefined);
  const literals = cases.map(({ literal }) => quote(literal));
  const form = isPlain ? pick('union', 'union', 'keyof', 'tuple', 'exclude', 'nested') : 'union';
  switch (form) {
    case 'union':
      return [...docs, `type ${source} = ${printer.literals(cases)};`].flatMap(toLines);
    case 'keyof':
      return [...docs, `type ${source} = keyof { ${literals.map((one) => `${one}: 1`).join('; ')} };`];
    case 'tuple':
      return [
        `declare const $${source}: readonly [${literals.join(', ')}];`,
        ...docs,
        `type ${source} = (typeof $${source})[number];`,
      ];
    case 'exclude':
      return [...docs, `type ${source} = Exclude<${literals.join(' | ')} | '$other', '$other'>;`];
    case 'nested':
      return [
        `type $${source} = ${literals.slice(0, 2).join(' | ')};`,
        ...docs,
        `type ${source} = ${[operand(`$${source}`), ...literals.slice(2)].join(' | ')}${literals.length > 2 ? '' : ` | ${literals[0]}`};`,
      ];
  }
}

function closed(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === lines.length - 1 ? `${line};` : line)).flatMap(toLines);
}

function toLines(text: string): readonly string[] {
  return text.split('\n');
}
