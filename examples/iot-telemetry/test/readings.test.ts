import { mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { Averages } from '../src/averages.ts';
import type { Readings } from '../src/readings.ts';

test('a reading is taken as it is, and noise is refused with why', async () => {
  const readings = await mount<typeof Readings>('../src/readings.ts');
  const reading = { sensor: 'boiler-1', celsius: 61.5 };
  expect(await readings.validate(reading)).toEqual({ ok: true, value: reading });
  expect(await readings.validate({ sensor: 'boiler-1', celsius: 900 })).toEqual({
    ok: false,
    error: 'boiler-1 cannot have measured 900 °C',
  });
  expect(await readings.validate({ sensor: 'boiler 1', celsius: 20 })).toMatchObject({ ok: false });
  expect(await readings.validate({ sensor: 'boiler-1', celsius: Number.NaN })).toMatchObject({ ok: false });
});

test('each third reading of a sensor makes an average, which is judged', async () => {
  const averages = await mount<typeof Averages>('../src/averages.ts');
  expect(await averages.add({ sensor: 'a', celsius: 10 })).toBeUndefined();
  expect(await averages.add({ sensor: 'b', celsius: 90 })).toBeUndefined();
  expect(await averages.add({ sensor: 'a', celsius: 20 })).toBeUndefined();
  expect(await averages.add({ sensor: 'a', celsius: 30 })).toEqual({ sensor: 'a', celsius: 20, count: 3 });
  expect(await averages.add({ sensor: 'a', celsius: 90 })).toBeUndefined();
  expect(await averages.judge({ sensor: 'a', celsius: 20, count: 3 })).toBeUndefined();
  expect(await averages.judge({ sensor: 'a', celsius: 71.25, count: 3 })).toEqual({
    sensor: 'a',
    text: '71.3 °C on average',
  });
});
