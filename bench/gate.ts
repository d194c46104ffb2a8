/** What the gate adds to a host call (counted, timed, checked, audited), against the same sandbox with the bare function in its place. */
import { AuditLog } from '../packages/host/src/capabilities/audit/audit-log.ts';
import { CapabilitySet } from '../packages/host/src/capabilities/capability-set.ts';
import { cacheMaxBytes } from '../packages/host/src/engine/cache-dir.ts';
import { Engine } from '../packages/host/src/engine/engine.ts';
import type { ActiveCall } from '../packages/host/src/sandbox/active-call.ts';
import { Broker } from '../packages/host/src/messaging/broker.ts';
import { DeadlineTimer } from '../packages/host/src/sandbox/deadline-timer.ts';
import { createGate } from '../packages/host/src/sandbox/gate.ts';
import { InlineSandbox, type InlineSandboxOptions } from '../packages/host/src/sandbox/inline-sandbox.ts';
import { resolveLimits } from '../packages/host/src/sandbox/limits.ts';
import { hostServices, SYSTEM_CLOCK } from '../packages/host/src/services/host-services.ts';
import { knownComponents } from '../packages/host/src/services/messaging/known-components.ts';
import { Redactor } from '../packages/host/src/services/secrets/redactor.ts';
import { CACHE_DIR, hostCaller } from './components.ts';
import { type Benchmark, inTurns } from './entry.ts';

const HOST_CALLS = 20_000;
const ROUNDS = 61;

export const gate: Benchmark = async function* () {
  const { component: bytes, interfaceName } = await hostCaller();
  const metering = 'fast';
  const engine = new Engine({ cacheDir: CACHE_DIR, cacheMaxBytes: cacheMaxBytes(), metering, suspendingImports: [] });
  const component = await engine.compile(bytes, 'host-caller');
  const deadlines = new DeadlineTimer();
  const limits = resolveLimits({ maxHostCalls: HOST_CALLS }, undefined);
  const repeating = async (makeGate: InlineSandboxOptions['gate']): Promise<() => Promise<unknown>> => {
    const options = { id: 1, component, limits, deadlines, maxConcurrentCalls: 1, gate: makeGate };
    const sandbox = await InlineSandbox.create(options);
    return async () => await sandbox.call({ interface: interfaceName, name: 'repeat' }, 'repeat', [HOST_CALLS]);
  };
  const gated = async (audit: AuditLog): Promise<() => Promise<unknown>> => {
    const components = knownComponents({ broker: new Broker(), instanceName: '' });
    const services = [hostServices({ clock: SYSTEM_CLOCK, log: () => {}, components })];
    const capabilities = CapabilitySet.from(['clock']);
    const who = { componentId: 'bench:host-caller', version: '1.0.0', instance: 1 };
    const sandbox = { hostCalled: () => {}, enterHost: <T>(work: () => T): T => work() };
    return await repeating((current: () => ActiveCall | undefined) =>
      // Of the sandbox the gate asks these two; the real one is made after the gate.
      createGate({
        ...who,
        services,
        imported: ['airssys:core/host-services'],
        capabilities,
        audit,
        redactor: new Redactor(),
        current,
        sandbox: () => sandbox as never,
      }),
    );
  };
  const now = (): bigint => BigInt(Math.floor(SYSTEM_CLOCK.nowMs()));
  const works = [
    await repeating(() => ({ 'airssys:core/host-services': { currentTimeMillis: now } })),
    await gated(new AuditLog()),
    await gated(new AuditLog({ sampleAllowed: 1_000 })),
  ];
  await inTurns(8, ...works);
  const [bare = NaN, audited = NaN, sampled = NaN] = (await inTurns(ROUNDS, ...works)).map(
    (ms) => (ms * 1_000) / HOST_CALLS,
  );
  const unit = 'µs';
  const note = (what: string): string => `${what}; added to a host call of ${bare.toFixed(2)} µs, against the target`;
  yield { name: 'gate.audited', ours: audited - bare, peer: 1, unit, note: note('every decision in the audit log') };
  yield { name: 'gate.sampled', ours: sampled - bare, peer: 0.3, unit, note: note('one of 1,000 in the audit log') };
};
