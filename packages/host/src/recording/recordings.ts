/** Makes the recorders of a host's instances: where one asks for it, and where the policy says so. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AirssysError, formatPermission } from '@airssys/model';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { MeteringMode } from '../engine/metering/meter-module.ts';
import type { Limits } from '../sandbox/limits.ts';
import type { Redactor } from '../services/secrets/redactor.ts';
import { hostVersion } from './host-version.ts';
import { Recorder } from './recorder.ts';
import { type HeaderLine, RECORDING_VERSION, type RecordedComponent } from './recording-lines.ts';
import { RecordingFile } from './recording-file.ts';
import { DEFAULT_MAX_BYTES, type RecordingPolicy, type RecordOptions, SMALLEST_MAX_BYTES } from './record-options.ts';
import { SecretStandIns } from './secret-stand-ins.ts';

const DEFAULT_KEEP = 100;
const MAX_KEEP = 100_000;

/** What is recorded of a component whatever its instances do. */
export interface LoadedFacts {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly file: string | undefined;
  readonly metering: MeteringMode;
  readonly engine: string | undefined;
}

export interface RecordedInstance {
  readonly loaded: LoadedFacts;
  readonly id: string;
  readonly version: string;
  readonly limits: Limits;
  readonly capabilities: CapabilitySet;
  readonly redactor: Redactor;
  readonly env: Readonly<Record<string, string>> | undefined;
  /** What whoever makes the instance asks for. */
  readonly record: string | RecordOptions | undefined;
}

export class Recordings {
  readonly #policy: RecordingPolicy | undefined;
  /** Files that are being written. */
  readonly #open = new Set<string>();
  readonly #hashes = new WeakMap<Uint8Array, string>();
  #count = 0;

  /** @throws AirssysError `AIRSSYS_CONFIG_INVALID`, `AIRSSYS_RECORDING_IO` */
  constructor(policy: RecordingPolicy | undefined) {
    this.#policy = policy;
    if (policy === undefined) return;
    const { directory, keep = DEFAULT_KEEP, maxBytes, only = 'traps' } = policy;
    demandWithin('recordings.keep', keep, 1, MAX_KEEP);
    if (maxBytes !== undefined)
      demandWithin('recordings.maxBytes', maxBytes, SMALLEST_MAX_BYTES, Number.MAX_SAFE_INTEGER);
    if (only !== 'traps' && only !== 'all') {
      throw new AirssysError('AIRSSYS_CONFIG_INVALID', `recordings.only cannot be '${String(only)}'`, {
        hint: "It is 'traps' or 'all'.",
      });
    }
    writing(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  }

  /**
   * The recorder of an instance that is about to be made; undefined where it is not to be recorded.
   *
   * @throws AirssysError `AIRSSYS_RECORDING_IO`, `AIRSSYS_CONFIG_INVALID`
   */
  recorder(instance: RecordedInstance): Recorder | undefined {
    const { record, id } = instance;
    if (record !== undefined) {
      const options = typeof record === 'string' ? { file: record } : record;
      const { maxBytes = DEFAULT_MAX_BYTES } = options;
      demandWithin('record.maxBytes', maxBytes, SMALLEST_MAX_BYTES, Number.MAX_SAFE_INTEGER);
      if (options.keepComponent === true) this.#keepComponent(dirname(options.file), instance.loaded);
      return this.#make(instance, options, () => {});
    }
    const policy = this.#policy;
    if (policy === undefined || policy.components?.includes(id) === false) return undefined;
    const { directory, maxBytes, conceal } = policy;
    this.#keepComponent(directory, instance.loaded);
    const file = join(directory, this.#nameOf(id));
    const made = this.#make(instance, { file, maxBytes, conceal }, (opened, hasTrapped) => {
      this.#open.delete(file);
      if (policy.only !== 'all' && !hasTrapped) opened.remove();
      this.#prune(policy);
    });
    this.#open.add(file);
    return made;
  }

  #make(
    { loaded, id, version, limits, capabilities, redactor, env }: RecordedInstance,
    { file: path, maxBytes = DEFAULT_MAX_BYTES, conceal }: RecordOptions,
    onEnd: (file: RecordingFile, hasTrapped: boolean) => void,
  ): Recorder {
    const file = new RecordingFile(path, maxBytes);
    const { engine, name, metering } = loaded;
    const component: RecordedComponent = {
      sha256: this.#hashOf(loaded.bytes),
      id,
      version,
      ...(engine !== undefined && { engine }),
      name,
      ...(loaded.file !== undefined && { file: loaded.file }),
    };
    const secrets = new SecretStandIns(redactor, env, conceal);
    const header: Omit<HeaderLine, 'interfaces'> = {
      line: 'airssys-recording',
      version: RECORDING_VERSION,
      time: new Date().toISOString(),
      host: hostVersion(),
      node: process.version,
      component,
      metering,
      limits,
      grants: [...capabilities].map(formatPermission),
      concealsEnv: secrets.areUsed,
    };
    return new Recorder({ file, secrets, header, onEnd: (hasTrapped) => onEnd(file, hasTrapped) });
  }

  /** Named by when it began, so that names sort. */
  #nameOf(id: string): string {
    this.#count += 1;
    const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
    return `${time}-${id.replaceAll(/[^\w-]/g, '-')}-${`${this.#count}`.padStart(6, '0')}.jsonl`;
  }

  #hashOf(bytes: Uint8Array): string {
    const known = this.#hashes.get(bytes);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(bytes).digest('hex');
    this.#hashes.set(bytes, hash);
    return hash;
  }

  /** A recording is of no use without its component. */
  #keepComponent(directory: string, { bytes }: LoadedFacts): void {
    const file = join(directory, `${this.#hashOf(bytes)}.wasm`);
    if (existsSync(file)) return;
    writing(file, () => {
      writeFileSync(`${file}.part`, bytes, { mode: 0o600 });
      renameSync(`${file}.part`, file);
    });
  }

  /** The oldest go first. What cannot be removed stays. */
  #prune({ directory, keep = DEFAULT_KEEP }: RecordingPolicy): void {
    try {
      const ended = readdirSync(directory)
        .filter((name) => name.endsWith('.jsonl') && !this.#open.has(join(directory, name)))
        .toSorted();
      for (const name of ended.slice(0, Math.max(ended.length - keep, 0)))
        rmSync(join(directory, name), { force: true });
    } catch (error) {
      process.emitWarning(`Recordings in ${directory} cannot be removed: ${String(error)}`, {
        type: 'AirssysRecordingWarning',
      });
    }
  }
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new AirssysError('AIRSSYS_RECORDING_IO', `${path} cannot be written`, {
      hint: 'Name a directory that can be made, and written to, for recordings.',
      cause,
    });
  }
}

function demandWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new AirssysError('AIRSSYS_CONFIG_INVALID', `${name} cannot be ${value}`, {
    hint: `It is a whole number from ${least} to ${most}.`,
  });
}
