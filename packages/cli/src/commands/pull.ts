/** `airssys pull`: a component from where it was published into a file. */
import { basename } from 'node:path';
import { isRemote, readComponent } from '@airssys/host';
import { readNamedComponent, type SourceFlags } from '../component-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printJson } from '../report/json.ts';
import { formatBytes } from '../report/numbers.ts';
import { printable } from '../report/text.ts';
import { usageError } from '../report/usage-error.ts';
import { writeWhole } from '../wit-add/write-whole.ts';

export interface PullFlags extends SourceFlags {
  readonly output?: string;
  readonly json?: boolean;
}

export async function pullCommand(io: CommandIo, source: string, flags: PullFlags): Promise<ExitCode> {
  if (!isRemote(source))
    throw usageError(`${source} is a file`, 'Name where it was published, such as oci://HOST/NAME:TAG.');
  const { bytes, from } = await readNamedComponent(io, source, flags, io.catchInterrupt());
  // What is no component is not kept as one.
  const { manifest } = readComponent(bytes, source);
  const output = flags.output ?? `${manifest?.component.name ?? nameIn(source)}.wasm`;
  writeWhole(output, bytes);
  if (flags.json === true) {
    printJson(io, { source, resolved: from, file: output, bytes: bytes.length });
  } else {
    io.stderr.write(`wrote ${printable(output)} (${formatBytes(bytes.length)})\n`);
    io.stdout.write(`${printable(from)}\n`);
  }
  return EXIT.ok;
}

/** The last name in it, without tag, version and digest. INVARIANT: no path, whatever the source. */
const nameIn = (source: string): string => /[\w-]+/.exec(basename(source.replace(/[#?].*$/, '')))?.[0] ?? 'component';
