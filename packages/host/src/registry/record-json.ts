/** Records as JSON, and back. */
import { AirssysError } from '@airssys/model';
import { LIFECYCLE_STATES } from '../lifecycle/lifecycle-state.ts';
import type { ComponentRecord, VersionRecord } from './component-record.ts';

export function recordToJson(record: ComponentRecord): string {
  // The only bytes in it are those of a configuration, which are kept as plain `Uint8Array`s.
  return JSON.stringify(record, (key, value: unknown) =>
    key === 'config' && value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}

/** @throws AirssysError `AIRSSYS_REGISTRY_DAMAGED` where it is not what {@link recordToJson} writes. */
export function recordFromJson(id: string, json: unknown): ComponentRecord {
  const value = parse(id, json, (key, member) =>
    key === 'config' && typeof member === 'string' ? new Uint8Array(Buffer.from(member, 'base64')) : member,
  );
  const { state, settings } = value;
  const isRecord =
    value['id'] === id &&
    LIFECYCLE_STATES.some((known) => known === state) &&
    typeof settings === 'object' &&
    settings !== null;
  if (!isRecord) throw damaged(id);
  return value as unknown as ComponentRecord; // whoever can write the file is the host
}

/** @throws AirssysError `AIRSSYS_REGISTRY_DAMAGED` where it is not a version's JSON. */
export function versionFromJson(id: string, json: unknown): VersionRecord {
  const value = parse(id, json);
  if (typeof value['hash'] !== 'string') throw damaged(id);
  return value as unknown as VersionRecord; // as above
}

function parse(
  id: string,
  json: unknown,
  revive?: (key: string, member: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(json), revive);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>; // an object
  } catch (cause) {
    throw damaged(id, cause);
  }
  throw damaged(id);
}

function damaged(id: string, cause?: unknown): AirssysError {
  return new AirssysError('AIRSSYS_REGISTRY_DAMAGED', `The registry's entry of ${id} cannot be read`, {
    hint: 'Bring registry.db back from a backup, with the directory `components`.',
    data: { component: id },
    cause,
  });
}
