/**
 * What commands make of one component, in a few lines, for tests that end the host at random moments. Without Vitest: programs that
 * are killed use it, too.
 */
import { createHash } from 'node:crypto';
import type { Host, LifecycleState, UpdateStrategy } from '../../src/index.ts';
import { versioned } from './versioned.ts';

export const KINDS = ['install', 'start', 'stop', 'update', 'bad update', 'rollback', 'uninstall', 'collect'] as const;
export type Kind = (typeof KINDS)[number];

/** What is known of a component from outside. */
export interface Model {
  readonly state: LifecycleState;
  /** The version that would answer. */
  readonly active?: number;
  readonly previous?: number;
}

export interface Outcome {
  readonly isDone: boolean;
  readonly model: Model;
}

export const NOTHING: Model = { state: 'uninstalled' };
export const VERSIONS = 3;
/** The version that never starts. */
const BAD = VERSIONS;
const STRATEGIES: readonly UpdateStrategy[] = [
  { kind: 'blue-green' },
  { kind: 'stop-start' },
  { kind: 'canary', steps: [{ weight: 50 }] },
];

/** How a command that comes to its end ends, and what is there then. */
export function outcome(model: Model, kind: Kind, version: number): Outcome {
  const { state, active, previous } = model;
  const done = (next: Model): Outcome => ({ isDone: true, model: next });
  const refused: Outcome = { isDone: false, model };
  if (kind === 'collect') return done(model);
  if (kind === 'install') return active === undefined ? done({ state: 'installed', active: version }) : refused;
  if (active === undefined) return refused;
  switch (kind) {
    case 'start':
      return active === BAD
        ? { isDone: false, model: { ...model, state: 'failed' } }
        : done({ ...model, state: 'running' });
    case 'stop':
      return done({ ...model, state: state === 'installed' ? state : 'stopped' });
    case 'uninstall':
      return state === 'running' ? refused : done(NOTHING);
    case 'update':
    case 'bad update':
    case 'rollback': {
      const next = kind === 'update' ? version : kind === 'rollback' ? previous : BAD;
      if (next === undefined) return refused;
      const isToRun = state === 'running' || state === 'failed';
      if (isToRun && next === BAD) return refused;
      return done({ state: isToRun ? 'running' : state, active: next, previous: active });
    }
  }
}

/** A component in all its versions. */
export class Subject {
  readonly id: string;
  readonly #versions: readonly Uint8Array[];
  readonly #hashes: readonly string[];

  private constructor(id: string, versions: readonly Uint8Array[]) {
    this.id = id;
    this.#versions = versions;
    this.#hashes = versions.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  }

  static async make(id: string): Promise<Subject> {
    const good = Array.from({ length: VERSIONS }, (_, at) => versioned({ name: id, answer: at }));
    const bad = versioned({ name: id, answer: BAD, start: '(unreachable)' });
    return new Subject(id, await Promise.all([...good, bad]));
  }

  fileOf(version: number): string {
    return `${this.#hashes[version]}.wasm`;
  }

  /** Whether the command came to its end. */
  async command(host: Host, kind: Kind, version: number): Promise<boolean> {
    return await this.#command(host, kind, version).then(
      () => true,
      () => false,
    );
  }

  /** As it is. @throws Error where a component that runs answers as another version than the registry says. */
  async seen(host: Host): Promise<Model> {
    const found = host.query().byName(this.id).first();
    if (found === undefined) return NOTHING;
    const active = this.#hashes.indexOf(found.hash);
    if (found.state === 'running') {
      const answer = await host.call(this.id, 'answer');
      if (answer !== active) throw new Error(`${this.id} answers as version ${String(answer)}, and is ${active}`);
    }
    return {
      state: found.state,
      active,
      ...(found.previous !== undefined && { previous: this.#hashes.indexOf(found.previous) }),
    };
  }

  async #command(host: Host, kind: Kind, version: number): Promise<unknown> {
    const { id } = this;
    const bytes = this.#versions[version] ?? new Uint8Array();
    switch (kind) {
      case 'install':
        return await host.install(bytes);
      case 'start':
        return await host.start(id);
      case 'stop':
        return await host.stop(id);
      case 'update':
        return await host.update(id, bytes, { strategy: STRATEGIES[version] });
      case 'bad update':
        return await host.update(id, this.#versions[BAD] ?? bytes);
      case 'rollback':
        return await host.rollback(id);
      case 'uninstall':
        return await host.uninstall(id);
      case 'collect':
        return await host.collectGarbage();
    }
  }
}
