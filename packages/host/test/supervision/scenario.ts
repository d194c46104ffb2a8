/** What a supervision tree is put through: its shape, what its workers do at each start, and what it is told from outside. */
import fc from 'fast-check';
import type { AutoShutdown, RestartStrategy } from '../../src/supervision/supervisor-options.ts';
import type { EndReason, RestartType } from '../../src/supervision/supervised.ts';

/** What a worker does after one of its starts. Times are milliseconds. */
export interface Life {
  readonly startMs: number;
  readonly starts: 'well' | 'fails' | 'stubborn';
  /** Undefined: it lives until it is ended. */
  readonly endsAfterMs: number | undefined;
  readonly endsAs: EndReason['kind'];
  readonly stopMs: number;
}

interface NodeBase {
  readonly id: string;
  readonly restart: RestartType;
  readonly shutdown: number | 'brutal-kill' | 'infinity';
  readonly significant: boolean;
}

export interface WorkerNode extends NodeBase {
  readonly kind: 'worker';
  /** For the first start, the second and so on; afterwards the last one for ever. */
  readonly lives: readonly Life[];
}

export interface SupervisorNode extends NodeBase {
  readonly kind: 'supervisor';
  readonly strategy: RestartStrategy;
  readonly intensity: number;
  readonly periodMs: number;
  readonly backoff: {
    readonly baseMs: number;
    readonly factor: number;
    readonly maxMs: number;
    readonly resetAfterMs: number;
  };
  readonly autoShutdown: AutoShutdown;
  readonly children: readonly Node[];
}

export type Node = WorkerNode | SupervisorNode;

export interface Command {
  readonly atMs: number;
  /** Which supervisor, by id. Nothing happens where it does not run. */
  readonly supervisor: string;
  readonly what: 'terminate' | 'restart' | 'delete' | 'start' | 'stop' | 'kill';
  readonly child: string;
}

export interface Scenario {
  readonly root: SupervisorNode;
  readonly commands: readonly Command[];
  /** What `start` adds. */
  readonly spare: WorkerNode;
}

/** No two durations are the same: what happens at one moment has one order. */
const duration = (max: number): fc.Arbitrary<number> =>
  fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max: 999_999 })).map(([ms, part]) => ms + part / 1e6);

const lifeArbitrary: fc.Arbitrary<Life> = fc.record({
  startMs: duration(300),
  starts: fc.constantFrom('well', 'well', 'well', 'fails', 'stubborn'),
  endsAfterMs: fc.option(duration(4_000), { nil: undefined }),
  endsAs: fc.constantFrom('failed', 'failed', 'normal', 'shutdown'),
  stopMs: duration(400),
});

const shutdownArbitrary = fc.oneof(duration(300), fc.constantFrom('brutal-kill' as const, 'infinity' as const));
const restartArbitrary = fc.constantFrom<RestartType>('permanent', 'permanent', 'transient', 'temporary');

const workerArbitrary = fc.record({
  restart: restartArbitrary,
  shutdown: shutdownArbitrary,
  significant: fc.boolean(),
  lives: fc.array(lifeArbitrary, { minLength: 1, maxLength: 4 }),
});

const settingsArbitrary = fc.record({
  strategy: fc.constantFrom<RestartStrategy>('one-for-one', 'one-for-all', 'rest-for-one'),
  intensity: fc.integer({ min: 0, max: 6 }),
  periodMs: fc.integer({ min: 100, max: 6_000 }),
  backoff: fc.oneof(
    fc.constant({ baseMs: 0, factor: 1, maxMs: 0, resetAfterMs: 0 }),
    fc.record({
      baseMs: duration(200),
      factor: fc.constantFrom(1, 1.5, 2),
      maxMs: fc.constant(700),
      resetAfterMs: fc.constant(2_000),
    }),
  ),
  autoShutdown: fc.constantFrom<AutoShutdown>('never', 'never', 'any-significant', 'all-significant'),
});

type Shape = { readonly worker: WorkerShape } | { readonly children: readonly Shape[]; readonly of: SupervisorShape };
type WorkerShape = typeof workerArbitrary extends fc.Arbitrary<infer T> ? T : never;
type SupervisorShape = Omit<WorkerShape, 'lives'> &
  (typeof settingsArbitrary extends fc.Arbitrary<infer T> ? T : never);

const supervisorShape = fc
  .tuple(
    fc.record({
      restart: restartArbitrary,
      shutdown: fc.oneof(
        { weight: 3, arbitrary: fc.constant('infinity' as const) },
        { weight: 1, arbitrary: shutdownArbitrary },
      ),
      significant: fc.boolean(),
    }),
    settingsArbitrary,
  )
  .map(([base, settings]): SupervisorShape => ({ ...base, ...settings }));

function shapeArbitrary(depth: number): fc.Arbitrary<Shape> {
  const worker = workerArbitrary.map((one): Shape => ({ worker: one }));
  if (depth === 0) return worker;
  const supervisor = fc
    .tuple(fc.array(shapeArbitrary(depth - 1), { minLength: 1, maxLength: 3 }), supervisorShape)
    .map(([children, of]): Shape => ({ children, of }));
  return fc.oneof({ weight: 3, arbitrary: worker }, { weight: 1, arbitrary: supervisor });
}

/** Names the nodes, and takes back what no supervisor accepts. */
function nodeOf(shape: Shape, id: string, above: AutoShutdown): Node {
  const isSignificant = ({ restart, significant }: { restart: RestartType; significant: boolean }): boolean =>
    significant && restart !== 'permanent' && above !== 'never';
  if ('worker' in shape) return { ...shape.worker, kind: 'worker', id, significant: isSignificant(shape.worker) };
  const { children, of } = shape;
  return {
    ...of,
    kind: 'supervisor',
    id,
    significant: isSignificant(of),
    children: children.map((child, at) => nodeOf(child, `${id}.${at + 1}`, of.autoShutdown)),
  };
}

export const scenarioArbitrary: fc.Arbitrary<Scenario> = fc
  .tuple(
    fc.array(shapeArbitrary(2), { minLength: 1, maxLength: 4 }),
    supervisorShape,
    fc.array(
      fc.record({
        atMs: duration(8_000),
        pick: fc.nat(),
        pickChild: fc.nat(),
        what: fc.constantFrom('terminate', 'terminate', 'restart', 'restart', 'delete', 'start', 'stop', 'kill'),
      }),
      { maxLength: 6 },
    ),
    workerArbitrary,
  )
  .map(([children, of, picks, spare]) => {
    const root = nodeOf({ children, of }, 's', 'never') as SupervisorNode; // of a shape with children
    const supervisors = supervisorsOf(root);
    const commands = picks.map(({ atMs, pick, pickChild, what }): Command => {
      const supervisor = supervisors[pick % supervisors.length] ?? root;
      const child = supervisor.children[pickChild % supervisor.children.length];
      return { atMs, supervisor: supervisor.id, what, child: child?.id ?? '' };
    });
    commands.sort((a, b) => a.atMs - b.atMs);
    return { root, commands, spare: { ...spare, kind: 'worker', id: 'spare', significant: false } };
  });

const supervisorsOf = (node: Node): readonly SupervisorNode[] =>
  node.kind === 'worker' ? [] : [node, ...node.children.flatMap(supervisorsOf)];

/** When to look at what has come of it. */
export const END_MS = 20_000;
