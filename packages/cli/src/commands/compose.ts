/** `airssys compose`: several components become one. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { composeComponents, type Composition } from '@airssys/wit-gen';
import { readNamedFile } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { parseExport, parseWire } from '../parse/wire.ts';
import { printJson } from '../report/json.ts';
import { printable } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';

export interface ComposeFlags {
  readonly with?: readonly string[];
  readonly wire?: readonly string[];
  readonly export?: readonly string[];
  readonly output: string;
  readonly json?: boolean;
}

export async function compose(io: CommandIo, component: string, flags: ComposeFlags): Promise<ExitCode> {
  const files = [component, ...(flags.with ?? [])];
  const components: Record<string, Uint8Array> = {};
  for (const file of files) {
    const name = basename(file, '.wasm');
    if (Object.hasOwn(components, name)) {
      throw usageError(
        `Two of the components are called ${name}`,
        'They are called by their files: rename one of them.',
      );
    }
    components[name] = await readNamedFile(file, 'a component; `airssys build` makes one');
  }
  const whole = composeComponents({
    components,
    main: basename(component, '.wasm'),
    wires: (flags.wire ?? []).map(parseWire),
    exports: (flags.export ?? []).map(parseExport),
  });
  await write(flags.output, whole.component);
  const { component: bytes, ...said } = whole;
  if (flags.json) printJson(io, { component: flags.output, sizeBytes: bytes.length, ...said });
  else report(io, flags.output, whole);
  return EXIT.ok;
}

function report(io: CommandIo, output: string, { component, wires, imports }: Composition): void {
  const lines = [
    `wrote ${output}, ${(component.length / 1_048_576).toFixed(1)} MiB`,
    ...wires.map((one) => `${one.component}: ${one.import} is answered by ${one.provider}${exportOf(one)}`),
    ...imports.map((one) => `the host is asked for ${one.import} (${one.components.join(', ')})`),
  ];
  io.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

const exportOf = (one: Composition['wires'][number]): string => (one.export === one.import ? '' : `, by ${one.export}`);

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // what writeFile rejects with
    throw usageError(`${path} cannot be written (${String(code)})`, 'See that its folder is there and can be written.');
  }
}
