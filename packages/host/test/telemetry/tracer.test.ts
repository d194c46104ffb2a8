/** Spans of calls and host calls, by OpenTelemetry's own SDK. */
import { setTimeout as wait } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { WitError } from '../../src/index.ts';
import { guest, run, testHost, trapOf } from '../components.ts';
import { ACCESS, boom, CALLER, service } from '../sandbox/gate-caller.ts';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
afterAll(() => context.disable());

const exporter = new InMemorySpanExporter();
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('airssys');

beforeEach(() => exporter.reset());

const caller = async (behaviour: Parameters<typeof service>[0], access?: () => typeof ACCESS) =>
  await guest(CALLER, { id: 'acme:caller' }, testHost({ tracer, services: [service(behaviour, access)] }));

/** What has ended, by name; each with what it is inside of. */
function spans() {
  const ended = exporter.getFinishedSpans();
  const nameOf = new Map(ended.map((span) => [span.spanContext().spanId, span.name]));
  return ended.map(({ name, parentSpanContext, status, attributes }) => ({
    name,
    inside: parentSpanContext && nameOf.get(parentSpanContext.spanId),
    status: status.code,
    attributes,
  }));
}

test.each(['plain', 'plainLater'] as const)('a call is a span, and what it calls is inside: %s', async (name) => {
  const instance = await caller({ plainLater: async () => await wait(5, 7) });
  exporter.reset();
  await run(instance, name);
  const who = { 'airssys.component': 'acme:caller', 'airssys.instance': instance.id };
  expect(spans()).toEqual([
    { name: `test:guest/host#${name}`, inside: expect.stringContaining(name), status: 0, attributes: who },
    {
      name: expect.stringContaining(name),
      inside: undefined,
      status: 0,
      attributes: {
        ...who,
        'airssys.interface': expect.any(String),
        'airssys.fuel': expect.any(Number),
        'airssys.memory_bytes': expect.any(Number),
        'airssys.host_calls': 1,
      },
    },
  ]);
});

test('calls belong to the span of whoever makes them, also where many are under way', async () => {
  const instances = await Promise.all(['a', 'b', 'c'].map(async () => await caller({ plainLater: () => wait(5, 7) })));
  exporter.reset();
  await Promise.all(
    instances.map(async (instance, at) =>
      tracer.startActiveSpan(`request ${at}`, async (span) => {
        await run(instance, 'plainLater');
        span.end();
      }),
    ),
  );
  const traces = Map.groupBy(exporter.getFinishedSpans(), (span) => span.spanContext().traceId);
  expect([...traces.values()].map((all) => all.length)).toEqual([3, 3, 3]);
});

test.each(['fallible', 'fallibleLater'] as const)('the error of a result is an answer: %s', async (name) => {
  const instance = await caller({
    [name]: () => {
      throw new WitError('no', 'hunter2');
    },
  });
  exporter.reset();
  await run(instance, name);
  expect(spans()).toMatchObject([{ status: 0, attributes: { 'airssys.result': 'err' } }, { status: 0 }]);
});

test.each(['plain', 'plainLater'] as const)(
  'what fails is told by its code, and nothing of its text: %s',
  async (name) => {
    const instance = await caller({ [name]: boom });
    exporter.reset();
    await trapOf(run(instance, name));
    expect(spans()).toMatchObject([
      { status: 2, attributes: { 'error.type': 'INTERNAL' } },
      { status: 2, attributes: { 'error.type': 'AIRSSYS_TRAP_HOST_ERROR', 'airssys.host_calls': 1 } },
    ]);
    expect(JSON.stringify(spans())).not.toContain('boom');
  },
);

test('what is denied is told', async () => {
  const instance = await caller({}, () => ACCESS);
  exporter.reset();
  await trapOf(run(instance, 'plain'));
  expect(spans()).toMatchObject([
    { status: 2 },
    { status: 2, attributes: { 'error.type': 'AIRSSYS_CAPABILITY_DENIED' } },
  ]);
});

test('nothing is traced where nobody asks for it', async () => {
  const instance = await guest(CALLER, {}, testHost({ services: [service({})] }));
  await run(instance, 'plain');
  expect(spans()).toEqual([]);
});

test('a tracer of the global API is one', () => {
  expect(trace.getTracer('airssys')).toMatchObject({ startActiveSpan: expect.any(Function) });
});
