import { isWitIdentifier, type RequestedLimits } from '@airssys/model';
import { ts } from 'ts-morph';
import type { ComponentClass } from './component-class.ts';
import type { AnalysisContext } from './context.ts';
import { docsOfSymbol, firstSentence } from './documentation.ts';
import { type LiteralValue, literalValue, unwrap } from './literals.ts';
import { isSemanticVersion } from './semantic-version.ts';

/** What `@component` says, with the defaults filled in. */
export interface ComponentFacts {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
  readonly stateful: boolean;
  readonly limits: RequestedLimits;
}

const DEFAULT_MAX_MEMORY_BYTES = 64 * 1024 * 1024;
/** Below this no JavaScript engine starts. */
const LEAST_MEMORY_BYTES = 512 * 1024;
/** wasm32's address space. */
const MOST_MEMORY_BYTES = 4 * 1024 ** 3;

const OPTIONS = {
  id: 'string',
  version: 'string',
  description: 'string',
  author: 'string',
  license: 'string',
  stateful: 'boolean',
  limits: 'object',
} as const;
const LIMITS = { maxMemoryBytes: 'number', maxFuel: 'number', timeoutMs: 'number' } as const;

interface Option {
  readonly value: LiteralValue;
  readonly node: ts.Node;
}

/** Reads the options of `@component`; every problem is reported where it stands, all of them at once. */
export function readComponentOptions(context: AnalysisContext, component: ComponentClass): ComponentFacts {
  const mark = component.marks.find((one) => one.name === 'component');
  const given = mark?.call?.arguments[0];
  const argument = given && unwrap(given);
  const text: Partial<Record<string, Option>> = {};
  let limits: RequestedLimits = { maxMemoryBytes: DEFAULT_MAX_MEMORY_BYTES };
  if (argument !== undefined && ts.isObjectLiteralExpression(argument)) {
    for (const [key, initializer] of entriesOf(context, argument, OPTIONS)) {
      if (key === 'limits') limits = readLimits(context, initializer);
      else text[key] = readOption(context, key, initializer, OPTIONS[key]);
    }
    for (const key of ['id', 'version'] as const) {
      if (argument.properties.some((property) => property.name !== undefined && nameText(property.name) === key))
        continue;
      context.reporter.error(
        argument,
        'AIRSSYS_WIT_OPTION',
        `@component needs ${key === 'id' ? 'an id' : 'a version'}`,
        key === 'id' ? "Add: id: 'acme:counter'." : "Add: version: '1.0.0'.",
      );
    }
  } else if (mark?.call !== undefined) {
    context.reporter.error(
      argument ?? mark.call,
      'AIRSSYS_WIT_NOT_LITERAL',
      '@component takes an object literal',
      "Write the options in place: @component({ id: 'acme:counter', version: '1.0.0' }).",
    );
  }
  const string = (key: string): string => (typeof text[key]?.value === 'string' ? text[key].value : '');
  const [namespace = '', name = ''] = string('id').split(':');
  if (text['id'] !== undefined) checkId(context, text['id']);
  if (text['version'] !== undefined) checkVersion(context, text['version']);
  return {
    namespace,
    name,
    version: string('version'),
    description: text['description'] === undefined ? defaultDescription(context, component) : string('description'),
    author: string('author'),
    license: string('license'),
    stateful: text['stateful']?.value === true,
    limits,
  };
}

function readLimits(context: AnalysisContext, given: ts.Expression): RequestedLimits {
  const expression = unwrap(given);
  const limits: { -readonly [K in keyof RequestedLimits]: RequestedLimits[K] } = {
    maxMemoryBytes: DEFAULT_MAX_MEMORY_BYTES,
  };
  if (!ts.isObjectLiteralExpression(expression)) {
    context.reporter.error(expression, 'AIRSSYS_WIT_NOT_LITERAL', 'limits is not an object literal', LITERAL_HINT);
    return limits;
  }
  for (const [key, initializer] of entriesOf(context, expression, LIMITS)) {
    const option = readOption(context, `limits.${key}`, initializer, LIMITS[key]);
    if (option === undefined || typeof option.value !== 'number') continue;
    const [least, most] =
      key === 'maxMemoryBytes' ? [LEAST_MEMORY_BYTES, MOST_MEMORY_BYTES] : [1, Number.MAX_SAFE_INTEGER];
    if (!Number.isInteger(option.value) || option.value < least || option.value > most) {
      const hint =
        key === 'maxMemoryBytes'
          ? 'A whole number of bytes from 512 KiB (512 * 1024) to 4 GiB.'
          : 'A whole number, 1 or more; leave it out for the default of the host.';
      context.reporter.error(option.node, 'AIRSSYS_WIT_LIMIT', `limits.${key} is ${option.value}`, hint);
    }
    limits[key] = option.value;
  }
  return limits;
}

const LITERAL_HINT = 'The build reads it without running the code: write a literal, or a `const` that holds one.';

/** The properties of an object literal that are known; the others are reported. */
function entriesOf<K extends string>(
  { reporter, checker }: AnalysisContext,
  object: ts.ObjectLiteralExpression,
  known: Readonly<Record<K, string>>,
): readonly (readonly [K, ts.Expression])[] {
  const isKnown = (key: string): key is K => Object.hasOwn(known, key);
  return object.properties.flatMap((property) => {
    const key = property.name === undefined ? undefined : nameText(property.name);
    if (key === undefined || !(ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property))) {
      reporter.error(property, 'AIRSSYS_WIT_NOT_LITERAL', 'options are read as `key: value` only', LITERAL_HINT);
      return [];
    }
    if (!isKnown(key)) {
      const hint = `Options: ${Object.keys(known).join(', ')}.`;
      reporter.error(property.name, 'AIRSSYS_WIT_OPTION', `there is no option '${key}'`, hint);
      return [];
    }
    if (ts.isPropertyAssignment(property)) return [[key, property.initializer] as const];
    const declaration = checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return [[key, value ?? property.name] as const];
  });
}

function readOption(
  context: AnalysisContext,
  label: string,
  expression: ts.Expression,
  wanted: string,
): Option | undefined {
  const value = literalValue(context, expression);
  if (value === undefined) {
    context.reporter.error(expression, 'AIRSSYS_WIT_NOT_LITERAL', `${label} is not a literal`, LITERAL_HINT);
    return undefined;
  }
  if (typeof value !== wanted) {
    context.reporter.error(expression, 'AIRSSYS_WIT_OPTION', `${label} is a ${typeof value}`, `Write a ${wanted}.`);
    return undefined;
  }
  return { value, node: expression };
}

function checkId({ reporter }: AnalysisContext, { value, node }: Option): void {
  const id = String(value);
  const [namespace, name, ...more] = id.split(':');
  const report = (what: string, hint: string): void =>
    reporter.error(node, 'AIRSSYS_WIT_ID', `'${id}' is not a component id: ${what}`, hint);
  if (namespace === undefined || name === undefined || more.length > 0) {
    report('it is not namespace:name', "Write a namespace, a colon and a name, such as 'acme:counter'.");
    return;
  }
  if (namespace === 'wasi' || /^airssys:(core|ext-.*)$/.test(id)) {
    report('that name is taken by the host', 'Use a namespace of your own, such as the name of your organisation.');
  }
  const kebab = 'Lower-case words that start with a letter, joined by single dashes.';
  if (!isWitIdentifier(namespace)) report(`the namespace '${namespace}' is not kebab-case`, kebab);
  if (!isWitIdentifier(name)) report(`the name '${name}' is not kebab-case`, kebab);
  else if (name.length < 3 || name.length > 64)
    report(`the name is ${name.length} long`, 'Names have 3 to 64 characters.');
}

function checkVersion({ reporter }: AnalysisContext, { value, node }: Option): void {
  if (isSemanticVersion(String(value))) return;
  const hint = "Three numbers, MAJOR.MINOR.PATCH, such as '1.0.0' or '1.0.0-beta.1'; see https://semver.org.";
  reporter.error(node, 'AIRSSYS_WIT_VERSION', `'${String(value)}' is not a semantic version`, hint);
}

function defaultDescription(context: AnalysisContext, component: ComponentClass): string {
  const { name } = component.node;
  const docs = name && docsOfSymbol(context, context.checker.getSymbolAtLocation(name));
  return docs === undefined ? '' : firstSentence(docs);
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}
