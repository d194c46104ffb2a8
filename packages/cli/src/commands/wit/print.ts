/** `airssys wit print`. */
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { CommandIo } from '../../io.ts';
import { printJson } from '../../report/json.ts';
import { printable } from '../../report/text.ts';
import { loadDocument } from '../../wit/load-document.ts';

export interface WitPrintFlags {
  readonly deps: boolean;
  readonly json?: boolean;
}

export async function witPrint(io: CommandIo, path: string, flags: WitPrintFlags): Promise<ExitCode> {
  const { document: whole } = await loadDocument(path, { missing: 'refuse' });
  const document = flags.deps ? whole : { ...whole, packages: whole.packages.filter(({ id }) => id === whole.root) };
  const { printDocument } = await import('@airssys/wit-gen');
  if (flags.json) printJson(io, document);
  else io.stdout.write(printable(printDocument(document)));
  return EXIT.ok;
}
