/* oxlint-disable unicorn/no-thenable, promise/always-return, typescript/no-implied-eval -- random programs do what they should not */
/** The same program, with the runtime's promises and with V8's: the same events in the same order. */
import { transformSync } from 'esbuild';
import fc from '../../../../../test/properties.ts';
import { afterEach, expect, test } from 'vitest';
import { enqueueJob, runJobs } from '../../../src/runtime/promise/jobs.ts';
import { OwnPromise } from '../../../src/runtime/promise/promise.ts';
import { takeRejections } from '../../../src/runtime/promise/rejections.ts';

const RUNS = Number(process.env['AIRSSYS_PROPERTY_RUNS'] ?? 400);

afterEach(() => void takeRejections());

/** What a program is given. */
interface Language {
  readonly P: PromiseConstructor;
  readonly queueMicrotask: (job: () => void) => void;
  readonly log: (event: string) => void;
}

type Program = (language: Language) => void;

function runOwn(program: Program): readonly string[] {
  const events: string[] = [];
  // It is to be one.
  const P = OwnPromise as unknown as PromiseConstructor;
  program({ P, queueMicrotask: enqueueJob, log: (event) => events.push(event) });
  runJobs();
  return events;
}

async function runNative(program: Program): Promise<readonly string[]> {
  const events: string[] = [];
  program({ P: Promise, queueMicrotask, log: (event) => events.push(event) });
  await new Promise((resolve) => void setImmediate(resolve));
  return events;
}

/** One step of a program. Numbers name promises, among those that there are when the step is made. */
type Step =
  | { readonly do: 'value' | 'reject' | 'deferred' | 'microtask' }
  | { readonly do: 'then' | 'catch' | 'finally' | 'wait'; readonly on: number; readonly answer: Answer }
  | { readonly do: 'all' | 'allSettled' | 'any' | 'race'; readonly of: readonly number[] }
  | { readonly do: 'thenable'; readonly when: 'now' | 'later' | 'twice'; readonly with: Answer }
  | { readonly do: 'settle'; readonly which: number; readonly with: Answer; readonly fails: boolean };

/** What a handler does. */
type Answer =
  | { readonly is: 'value' | 'throw' | 'thenable' }
  | { readonly is: 'promise'; readonly which: number }
  | { readonly is: 'steps'; readonly steps: readonly Step[] };

type Combinator = 'all' | 'allSettled' | 'any' | 'race';
const combine = (P: PromiseConstructor, name: Combinator, values: readonly unknown[]): Promise<unknown> => {
  const combinator: (values: readonly unknown[]) => Promise<unknown> = P[name].bind(P);
  return combinator(values);
};

const number = fc.nat(12);
const { step } = fc.letrec<{ answer: Answer; step: Step }>((tie) => ({
  answer: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Answer>({ is: 'value' }, { is: 'throw' }, { is: 'thenable' }),
    fc.record({ is: fc.constant('promise' as const), which: number }),
    fc.record({ is: fc.constant('steps' as const), steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }) }),
  ),
  step: fc.oneof(
    fc.record({ do: fc.constantFrom('value' as const, 'reject' as const, 'deferred' as const, 'microtask' as const) }),
    fc.record({
      do: fc.constantFrom('then' as const, 'catch' as const, 'finally' as const, 'wait' as const),
      on: number,
      answer: tie('answer'),
    }),
    fc.record({
      do: fc.constantFrom('all' as const, 'allSettled' as const, 'any' as const, 'race' as const),
      of: fc.array(number, { maxLength: 4 }),
    }),
    fc.record({
      do: fc.constant('thenable' as const),
      when: fc.constantFrom('now' as const, 'later' as const, 'twice' as const),
      with: tie('answer'),
    }),
    fc.record({ do: fc.constant('settle' as const), which: number, with: tie('answer'), fails: fc.boolean() }),
  ),
}));

/** Runs the steps of a program; every promise in it is asked for its outcome in the end, so that no rejection is left. */
const interpret =
  (steps: readonly Step[]): Program =>
  ({ P, queueMicrotask: later, log }) => {
    const promises: Promise<unknown>[] = [];
    const deferred: PromiseWithResolvers<unknown>[] = [];
    let count = 0;
    const nextName = (): string => `#${(count += 1)}`;
    const track = (promise: Promise<unknown>): void => {
      promises.push(promise);
      promise.then(
        () => {},
        () => {},
      );
    };
    const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
    const show = (value: unknown): string => {
      if (value instanceof AggregateError) return `all of ${show(value.errors)}`;
      if (value instanceof TypeError) return 'a cycle';
      if (Array.isArray(value)) return `[${value.map(show).join()}]`;
      return typeof value === 'object' && value !== null
        ? JSON.stringify(value, (_, inner: unknown) => (inner instanceof Error ? show(inner) : inner))
        : String(value);
    };
    const act = (one: Answer, name: string): unknown => {
      switch (one.is) {
        case 'value':
          return name;
        case 'throw':
          throw name;
        case 'thenable':
          return { then: (resolve: (value: string) => void) => (log(`then of ${name}`), resolve(name)) };
        case 'promise':
          return at(promises, one.which);
        case 'steps':
          for (const inner of one.steps) run(inner);
          return promises.at(-1);
      }
    };
    const run = (one: Step): void => {
      const name = nextName();
      const handler =
        (answered: Answer) =>
        (value?: unknown): unknown => {
          log(`${name} ${show(value)}`);
          return act(answered, name);
        };
      switch (one.do) {
        case 'value':
          return track(P.resolve(name));
        case 'reject':
          return track(P.reject(name));
        case 'microtask':
          return later(() => log(`microtask ${name}`));
        case 'deferred': {
          const made = P.withResolvers<unknown>();
          deferred.push(made);
          return track(made.promise);
        }
        case 'then':
          return track((at(promises, one.on) ?? P.resolve()).then(handler(one.answer)));
        case 'catch':
          return track((at(promises, one.on) ?? P.resolve()).catch(handler(one.answer)));
        case 'finally':
          return track((at(promises, one.on) ?? P.resolve()).finally(handler(one.answer)));
        case 'wait':
          return track((at(promises, one.on) ?? P.resolve()).then(handler(one.answer), handler(one.answer)));
        case 'thenable': {
          const then = (resolve: (value: unknown) => void, reject: (reason: unknown) => void): void => {
            log(`then of ${name}`);
            const finish = (): void => (one.when === 'twice' && reject(`${name} late`), resolve(act(one.with, name)));
            if (one.when === 'later')
              later(() => {
                try {
                  finish();
                } catch (error) {
                  reject(error);
                }
              });
            else finish();
          };
          return track(P.resolve({ then }));
        }
        case 'settle': {
          const found = at(deferred, one.which);
          if (found === undefined) return;
          try {
            const value = act(one.with, name);
            if (one.fails) found.reject(name);
            else found.resolve(value);
          } catch (error) {
            found.reject(error);
          }
          return;
        }
        default:
          return track(
            combine(
              P,
              one.do,
              one.of.map((index) => at(promises, index) ?? index),
            ),
          );
      }
    };
    for (const one of steps) run(one);
    for (const [index, promise] of promises.entries()) {
      promise.then(
        (value) => log(`${index} is ${show(value)}`),
        (reason) => log(`${index} failed: ${show(reason)}`),
      );
    }
  };

test('random programs of promises', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      expect(runOwn(interpret(steps))).toEqual(await runNative(interpret(steps)));
    }),
    { numRuns: RUNS },
  );
});

/** Statements of async functions `f0` to `f4`, each of which calls those after it only. */
const statement = fc.letrec<{ body: string; one: string }>((tie) => ({
  body: fc.array(tie('one'), { maxLength: 4 }).map((lines) => lines.join('\n')),
  one: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      "log(me + ' here');",
      'await undefined;',
      "await { then(done) { log(me + ' asked'); done(1); } };",
      'await new P((resolve) => queueMicrotask(resolve));',
      "queueMicrotask(() => log(me + ' microtask'));",
      'throw new Error(me);',
      'return P.resolve(me);',
      'return;',
      'return await P.resolve(me);',
      'return CALL(0);',
      'await CALL(0);',
      "log(me + ' got ' + await CALL(1));",
      'CALL(0);',
      'await P.all([CALL(0), CALL(1)]);',
      "log(me + ' settled ' + JSON.stringify((await P.allSettled([CALL(0), CALL(1), 1])).map((one) => one.status)));",
      'await P.race([CALL(0), CALL(1)]);',
    ),
    fc
      .tuple(tie('body'), tie('body'))
      .map(([tried, caught]) => `try { ${tried} } catch (error) { log(me + ' caught ' + error.message); ${caught} }`),
    fc
      .tuple(tie('body'), tie('body'))
      .map(([tried, last]) => `try { ${tried} } finally { log(me + ' finally'); ${last} }`),
    tie('body').map((body) => `for (let round = 0; round < 2; round++) { ${body} }`),
  ),
})).body;

const FUNCTIONS = 4;

function sourceOf(bodies: readonly string[]): string {
  const functions = bodies.map((body, index) => {
    const callable = Array.from({ length: FUNCTIONS - index - 1 }, (_, at) => `quiet(f${index + 1 + at}())`);
    const text = body.replaceAll(
      /CALL\((\d)\)/g,
      (_, at: string) => callable[Number(at) % Math.max(1, callable.length)] ?? "P.resolve('leaf')",
    );
    const head = index % 2 === 0 ? `async function f${index}()` : `const f${index} = async () =>`;
    return `${head} { const me = 'f${index}'; ${text} };`;
  });
  return `const quiet = (promise) => { promise.catch(() => {}); return promise; };
${functions.join('\n')}
const root = f0();
log('started');
root.then((value) => log('value ' + value), (error) => log('error ' + error.message));`;
}

const evaluate = (source: string): Program => {
  const body = new Function('P', 'Promise', 'queueMicrotask', 'log', source) as (...args: readonly unknown[]) => void;
  return ({ P, queueMicrotask: later, log }) => body(P, P, later, log);
};

test('random async functions, lowered as the build lowers them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: FUNCTIONS, maxLength: FUNCTIONS }), async (bodies) => {
      const source = sourceOf(bodies);
      const lowered = transformSync(source, { target: 'es2023', supported: { 'async-await': false } }).code;
      expect(lowered).not.toMatch(/async (function|\()/);
      expect(runOwn(evaluate(lowered))).toEqual(await runNative(evaluate(source)));
    }),
    { numRuns: RUNS },
  );
});
