/** `airssys inspect`. */
import { DEFAULT_LIMITS } from '@airssys/host';
import { AirssysError } from '@airssys/model';
import { readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { componentFacts, type ComponentFacts, type ManifestFacts, type PartFacts } from '../inspect/facts.ts';
import { importMeanings } from '../inspect/import-sentences.ts';
import type { ComponentLayout } from '../inspect/layout.ts';
import type { CommandIo } from '../io.ts';
import { columns } from '../report/columns.ts';
import { printJson } from '../report/json.ts';
import { formatBytes, formatCount, formatMs } from '../report/numbers.ts';
import { type Paint, painter } from '../report/paint.ts';
import { printable, widthOf, wrap } from '../report/text.ts';

export interface InspectFlags {
  readonly wit?: boolean;
  readonly json?: boolean;
}

export async function inspect(io: CommandIo, file: string, flags: InspectFlags): Promise<ExitCode> {
  const bytes = await readNamedFile(file, 'a component; `airssys build` makes one');
  const facts = componentFacts(bytes, file);
  // A component of another toolchain has nothing but its WIT to tell.
  const wit = flags.wit || facts.component === undefined ? await witOf(bytes, file) : undefined;
  if (flags.json) printJson(io, { ...facts, ...(wit !== undefined && { wit }) });
  else if (flags.wit && wit !== undefined) io.stdout.write(printable(wit));
  else printFacts(io, facts, wit);
  return EXIT.ok;
}

async function witOf(bytes: Uint8Array, file: string): Promise<string> {
  const { componentWit } = await import('@bytecodealliance/jco-transpile/wasm-tools');
  try {
    return `${(await componentWit(bytes)).trimEnd()}\n`;
  } catch (cause) {
    const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new AirssysError('AIRSSYS_ENGINE_INVALID_COMPONENT', `${file} is not a valid component: ${reason}`, {
      hint: 'Copy or build it again.',
      cause,
    });
  }
}

function printFacts(io: CommandIo, facts: ComponentFacts, wit: string | undefined): void {
  const paint = painter(io, io.stdout);
  const { component, layout, file, bytes } = facts;
  const sections = [
    component
      ? identity(component, paint, widthOf(io.stdout))
      : [`${paint.bold(printable(file))}, made by another toolchain than airssys`],
    ...(component ? manifestSections(component, paint) : []),
    ...(layout && component
      ? [section(paint, 'Imports', layout.imports), section(paint, 'Exports', layout.exports)]
      : []),
    ...(layout && !component ? [foreignSection(paint, layout)] : []),
    ...(wit === undefined
      ? []
      : [
          [
            paint.bold('WIT'),
            ...printable(wit)
              .trimEnd()
              .split('\n')
              .map((line) => `  ${line}`.trimEnd()),
          ],
        ]),
    [paint.bold('Sizes'), ...sizes(bytes, layout)],
  ];
  io.stdout.write(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

function identity(component: ManifestFacts, paint: Paint, width: number): readonly string[] {
  const { id, description, author, license, stateful, answersHttp, engine, tools, entry, sources } = component;
  const rows = [
    ['engine', engine],
    [
      'built with',
      Object.entries(tools)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...(entry === undefined || sources === undefined
      ? []
      : [['built of', `${entry}, with ${sources.length - 1} other files`]]),
    ...(author ? [['author', author]] : []),
    ...(license ? [['license', license]] : []),
    ...(stateful ? [['state', 'keeps state between calls']] : []),
    ...(answersHttp ? [['HTTP', 'answers requests, with `airssys serve`']] : []),
  ];
  const text = description ? [wrap(printable(description), width, 0)] : [];
  // Continued below the second column.
  const lines = columns(rows, 0).map((line) => wrap(printable(line), width, 12));
  return [paint.bold(printable(id)), ...text, '', ...lines];
}

function manifestSections(
  { operations, resources, permissions, limits, parts = [] }: ManifestFacts,
  paint: Paint,
): readonly (readonly string[])[] {
  const { maxMemoryBytes, maxFuel, timeoutMs } = limits;
  const fuel = maxFuel ?? DEFAULT_LIMITS.maxFuel;
  const limitRows = [
    ['memory', formatBytes(Math.min(maxMemoryBytes, DEFAULT_LIMITS.maxMemoryBytes)), origin(maxMemoryBytes)],
    ['fuel', formatCount(fuel), origin(maxFuel)],
    ['time', formatMs(timeoutMs ?? DEFAULT_LIMITS.timeoutMs), origin(timeoutMs)],
  ];
  return [
    [
      paint.bold('Operations'),
      ...operations.flatMap(({ signature, summary }) => [
        `  ${printable(signature)}`,
        ...(summary === undefined ? [] : [paint.dim(`    ${printable(summary)}`)]),
      ]),
    ],
    ...(resources.length === 0
      ? []
      : [
          [
            paint.bold('Resources'),
            ...resources.flatMap(({ name, signatures, summary }) => [
              `  ${printable(summary === undefined ? name : `${name}: ${summary}`)}`,
              ...signatures.map((signature) => `    ${printable(signature)}`),
            ]),
          ],
        ]),
    section(
      paint,
      'Asks for permission to',
      columns(
        permissions.map(({ sentence, permission }) => [sentence, `(${permission})`]),
        0,
      ),
    ),
    ...(parts.length === 0 ? [] : [section(paint, 'Composed of', columns(parts.map(partRow), 0))]),
    [paint.bold('Limits per call'), ...columns(limitRows)],
  ];
}

const partRow = ({ name, component = '', permissions }: PartFacts): readonly string[] => [
  name,
  component,
  permissions.length === 0 ? 'asks for nothing' : `asks for ${permissions.join(', ')}`,
];

const origin = (requested: number | undefined): string => (requested === undefined ? '(default of the host)' : '');

/** A component of another toolchain asks for nothing; what it imports tells what it could use. */
function foreignSection(paint: Paint, { imports, exports }: ComponentLayout): readonly string[] {
  const meanings = importMeanings(imports);
  const known = meanings.filter(({ isKnown }) => isKnown);
  const others = meanings.filter(({ isKnown }) => !isKnown);
  const rows = known.map(({ sentence, permission }) => [sentence, permission === undefined ? '' : `(${permission})`]);
  const lines = [...columns(rows, 0), ...others.map(({ sentence }) => sentence)];
  const serves = exports.some((name) => name.startsWith('wasi:http/incoming-handler'));
  return [
    ...section(paint, 'Could, where granted', lines),
    ...(serves ? ['', ...section(paint, 'Serves HTTP', ['with `airssys serve`'])] : []),
  ];
}

function section(paint: Paint, title: string, lines: readonly string[]): readonly string[] {
  return [paint.bold(title), ...(lines.length > 0 ? lines : ['nothing']).map((line) => `  ${printable(line)}`)];
}

function sizes(bytes: number, layout: ComponentLayout | undefined): readonly string[] {
  if (layout === undefined) return columns([['file', formatBytes(bytes)]]);
  const { coreModules, customSections } = layout;
  const code = coreModules.reduce((sum, one) => sum + one, 0);
  return columns([
    ['file', formatBytes(bytes)],
    [`${coreModules.length} core module${coreModules.length === 1 ? '' : 's'}`, formatBytes(code)],
    ...customSections.map(({ name, bytes }) => [`section ${printable(name)}`, formatBytes(bytes)]),
  ]);
}
