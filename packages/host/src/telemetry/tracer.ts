/** Spans for calls and host calls. Where nobody traces nothing of this runs. */
import type { CallOutcome, Sandbox } from '../sandbox/sandbox.ts';
import { sandboxLike } from '../sandbox/sandbox-like.ts';
import { TrapError } from '../sandbox/trap.ts';
import { WitError } from '../services/host-service.ts';
import type { GatedFunction } from '../services/host-service.ts';

/** What is needed of a `Span` of `@opentelemetry/api`. What its methods return is not looked at. */
export interface TraceSpan {
  /** Sets one attribute by its name to a value. */
  setAttribute(name: string, value: string | number | boolean): unknown;
  /** Says how it went: the `status` has OpenTelemetry's code. */
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  /** Ends it. */
  end(): void;
}

/** What is needed of a `Tracer` of `@opentelemetry/api`: `trace.getTracer('airssys')` is one. */
export interface Tracer {
  /**
   * Begins a span of this name and runs the `work` within it. Answers what the work does. The `options` have its kind and
   * attributes.
   */
  startActiveSpan<T>(
    name: string,
    options: { readonly kind?: number; readonly attributes?: Record<string, string | number | boolean> },
    work: (span: TraceSpan) => T,
  ): T;
}

/** Whose spans these are: attributes of each. */
export interface TracedInstance {
  /** `namespace:name`, with `@version` where it is known. */
  readonly component: string;
  /** As in the audit. */
  readonly instance: number;
}

/** `SpanKind.SERVER` and `SpanKind.INTERNAL`, and `SpanStatusCode.ERROR`, of OpenTelemetry. */
const SERVER = 1;
const INTERNAL = 0;
const ERROR = 2;

const attributesOf = ({ component, instance }: TracedInstance): Record<string, string | number> => ({
  'airssys.component': component,
  'airssys.instance': instance,
});

/**
 * A sandbox of which every call is a span, named by its operation. Host calls are spans inside of it.
 *
 * INVARIANT: no value that crosses the boundary is in a span, and no text of an error: secrets could be.
 */
export function tracedSandbox(sandbox: Sandbox, tracer: Tracer, who: TracedInstance): Sandbox {
  return sandboxLike(sandbox, (fn, operation, args, options, taken) =>
    tracer.startActiveSpan(operation, { kind: SERVER, attributes: attributesOf(who) }, async (span) => {
      if (fn.interface !== undefined) span.setAttribute('airssys.interface', fn.interface);
      try {
        return tellOutcome(span, await sandbox.call(fn, operation, args, options, taken));
      } catch (error) {
        if (error instanceof TrapError) tellUsage(span, error.usage);
        tellFailure(span, error);
        throw error;
      } finally {
        span.end();
      }
    }),
  );
}

/** A host function behind the gate of which every call is a span, named by interface and function. */
export function tracedFunction(fn: GatedFunction, tracer: Tracer, name: string, who: TracedInstance): GatedFunction {
  const attributes = attributesOf(who);
  return (...args) =>
    tracer.startActiveSpan(name, { kind: INTERNAL, attributes }, (span) => {
      try {
        const answer = fn(...args);
        if (!(answer instanceof Promise)) return ended(span, answer);
        return answer.then(
          (value: unknown) => ended(span, value),
          (error: unknown) => failed(span, error),
        );
      } catch (error) {
        return failed(span, error);
      }
    });
}

function ended<T>(span: TraceSpan, value: T): T {
  span.end();
  return value;
}

function failed(span: TraceSpan, error: unknown): never {
  // The error of a result is an answer.
  if (error instanceof WitError) span.setAttribute('airssys.result', 'err');
  else tellFailure(span, error);
  span.end();
  throw error;
}

function tellOutcome(span: TraceSpan, outcome: CallOutcome): CallOutcome {
  tellUsage(span, outcome.usage);
  if (!outcome.ok) span.setAttribute('airssys.result', 'err');
  return outcome;
}

function tellUsage(span: TraceSpan, { fuel, memoryBytes, hostCalls }: CallOutcome['usage']): void {
  span.setAttribute('airssys.fuel', fuel);
  span.setAttribute('airssys.memory_bytes', memoryBytes);
  span.setAttribute('airssys.host_calls', hostCalls);
}

function tellFailure(span: TraceSpan, error: unknown): void {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
  span.setAttribute('error.type', code);
  span.setStatus({ code: ERROR, message: code });
}
