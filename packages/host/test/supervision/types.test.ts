import { expect, expectTypeOf, test } from 'vitest';
import {
  type ChildSpec,
  ComponentActor,
  components,
  type LoadedComponent,
  supervise,
  type Supervised,
  type Supervisor,
  type SupervisorEvent,
} from '../../src/index.ts';

// Checked by the compiler; never called.
async function _types(loaded: LoadedComponent, other: ChildSpec<Other>): Promise<void> {
  const actors = await supervise({ name: 'shop' })
    .child(components(loaded, { instances: 3 }))
    .start();
  expectTypeOf(actors).toEqualTypeOf<Supervisor<ComponentActor>>();
  expectTypeOf(actors.child('shop-1')).toEqualTypeOf<ComponentActor | undefined>();
  expectTypeOf(actors).toExtend<Supervised>();
  actors satisfies Supervisor;

  const tree = await supervise()
    .child(other)
    .child(supervise({ name: 'back' }).child(other))
    .start();
  expectTypeOf(tree.child('x')).toEqualTypeOf<Other | Supervisor<Other> | undefined>();
  // @ts-expect-error an actor cannot become a child of those
  void tree.startChild({ id: 'late', start: async () => await ComponentActor.start({ loaded }) });

  // @ts-expect-error there is no such strategy
  supervise({ strategy: 'one_for_one' });
  // @ts-expect-error there is no such restart
  components(loaded, { restart: 'always' });
  // @ts-expect-error what is started must be something that can end
  supervise().child({ id: 'x', start: async () => await Promise.resolve({}) });

  for await (const event of tree.events()) {
    expectTypeOf(event).toEqualTypeOf<SupervisorEvent>();
    if (event.kind === 'child-restarting') expectTypeOf(event.delayMs).toBeNumber();
  }
}

interface Other extends Supervised {
  readonly other: true;
}

test('the types are as the compiler was told', () => {
  expect(_types).toBeTypeOf('function');
});
