import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Sensor } from '../src/sensor.ts';

const ENTRY = '../src/sensor.ts';

test('publishes what it has measured, by room', async () => {
  const published: unknown[] = [];
  const sensor = await mount<typeof Sensor>(ENTRY, {
    mocks: {
      bus: {
        publish(topic, payload) {
          published.push([topic, new TextDecoder().decode(payload)]);
          return 2;
        },
      },
    },
  });
  expect(await sensor.measure('kitchen', 31.5)).toBe(2);
  expect(published).toEqual([['readings.kitchen', '{"room":"kitchen","celsius":31.5}']]);
});

test('publishes readings only', async () => {
  const sensor = await mount<typeof Sensor>(ENTRY);
  await expect(sensor.measure('kitchen', 31.5)).toBeDenied('messaging.publish', 'readings.kitchen');
});
