/** Which interfaces of others a component imports: by its manifest, or by its WIT. */
import { type ComponentBinary, hostFunctions } from '@airssys/host';
import type { ImportedInterface } from '@airssys/model';
import { usageError } from '../report/usage-error.ts';
import type { Imported } from './generated-imports.ts';
import { worldInterfaces } from './target.ts';

/** @throws AirssysError `AIRSSYS_CLI_USAGE` for what nobody can answer here. */
export async function importedBy({ bytes, manifest }: ComponentBinary): Promise<Imported> {
  if (manifest !== undefined) return { interfaces: manifest.component.imports ?? [], values: 'author' };
  const { bindInterface, readComponent } = await import('@airssys/wit-gen');
  const document = readComponent(bytes);
  const offered = new Set([...hostFunctions().keys()].map((name) => name.split('#')[0]));
  const foreign = worldInterfaces(document, 'imports').filter((id) => !offered.has(id.split('@')[0]));
  const interfaces = foreign.map((id): ImportedInterface => {
    const { bound, diagnostics } = bindInterface(document, id);
    if (bound === undefined) throw unanswered(id, diagnostics[0]?.message ?? 'it cannot be bound');
    const resource = bound.model.types.find(({ kind }) => kind === 'resource');
    if (resource !== undefined) throw unanswered(id, `it has the resource ${resource.name}`);
    return bound.model;
  });
  return { interfaces: interfaces.filter(({ operations }) => operations.length > 0), values: 'jco' };
}

const unanswered = (id: string, reason: string): Error =>
  usageError(
    `The component imports ${id}, which cannot be answered with generated values: ${reason}`,
    'Fuzz it where somebody answers that: a composition of both (`airssys compose`).',
  );
