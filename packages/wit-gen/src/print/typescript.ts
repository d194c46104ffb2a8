/** Pieces of TypeScript text. */

/** A property's name, in quotes where it is no identifier. */
export function property(key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : quote(key);
}

export function quote(literal: string | number | boolean): string {
  if (typeof literal !== 'string') return String(literal);
  return `'${JSON.stringify(literal).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

export function docComment(docs: string | undefined): readonly string[] {
  if (docs === undefined) return [];
  const lines = docs.replaceAll('*/', '*\\/').split('\n');
  const [first = ''] = lines;
  return lines.length === 1 ? [`/** ${first} */`] : ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}

export function indent(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : `  ${line}`));
}
