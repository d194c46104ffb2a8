import fc from '../../../test/properties.ts';
import { expect, it } from 'vitest';
import { KeptEvents } from '../src/run/kept-events.ts';

it('keeps the latest, and counts the others', () => {
  fc.assert(
    fc.property(fc.nat(10), fc.nat(100), (capacity, count) => {
      const kept = new KeptEvents<number>(capacity);
      for (let event = 0; event < count; event += 1) kept.add(event);
      const dropped = Math.max(0, count - capacity);
      expect(kept.events).toEqual(Array.from({ length: count - dropped }, (_, at) => dropped + at));
      expect(kept.dropped).toBe(dropped);
    }),
  );
});
