/** One host per worker (and way of metering, and cache), shared by all mounts: a component is compiled once. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AuditEvent,
  ComponentHost,
  type ComponentInstance,
  type InstanceOptions,
  type LoadedComponent,
  type MeteringMode,
} from '@airssys/host';

/** The decisions that were taken during one call, or during the start of an instance. */
const scopes = new AsyncLocalStorage<AuditEvent[]>();

/** Runs work, and puts every decision of the gate that it leads to into `events`. */
export function auditInto<T>(events: AuditEvent[], work: () => Promise<T>): Promise<T> {
  return scopes.run(events, work);
}

/** The audit log of a host that nobody reads: each mount keeps its own events. */
const HOST_AUDIT_CAPACITY = 1_000;

export class TestHost {
  readonly #host: ComponentHost;
  readonly #auditByInstance = new Map<number, AuditEvent[]>();
  readonly #components = new Map<string, Promise<LoadedComponent>>();

  constructor(cacheDir: string, metering: MeteringMode) {
    this.#host = new ComponentHost({
      cacheDir,
      metering,
      audit: { capacity: HOST_AUDIT_CAPACITY, onEvent: (event) => this.#record(event) },
    });
  }

  /** The component of this identity, loaded at its first use. */
  load(identity: string, bytes: Uint8Array, name: string): Promise<LoadedComponent> {
    const found = this.#components.get(identity);
    if (found) return found;
    const loading = this.#host.load(bytes, name);
    this.#components.set(identity, loading);
    loading.catch(() => this.#components.delete(identity));
    return loading;
  }

  /** Makes an instance. Its decisions, from its start to its release, go to `audit`. */
  async instantiate(
    component: LoadedComponent,
    options: InstanceOptions,
    audit: AuditEvent[],
  ): Promise<ComponentInstance> {
    const instance = await auditInto(audit, () => component.instantiate(options));
    this.adopt(instance, audit);
    return instance;
  }

  /** From now on the decisions on an instance that was made elsewhere go to `audit`. */
  adopt(instance: ComponentInstance, audit: AuditEvent[]): void {
    this.#auditByInstance.set(instance.id, audit);
  }

  /** Forgets an instance that was given up. */
  release(instance: ComponentInstance): void {
    this.#auditByInstance.delete(instance.id);
  }

  /** How many instances are mounted. */
  get size(): number {
    return this.#auditByInstance.size;
  }

  #record(event: AuditEvent): void {
    scopes.getStore()?.push(event);
    this.#auditByInstance.get(event.instance)?.push(event);
  }
}

const hosts = new Map<string, TestHost>();

export function testHost(cacheDir: string, metering: MeteringMode): TestHost {
  const key = `${metering} ${cacheDir}`;
  let host = hosts.get(key);
  if (host === undefined) hosts.set(key, (host = new TestHost(cacheDir, metering)));
  return host;
}
