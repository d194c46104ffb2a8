import { componentFixture } from '@airssys/testing';
import { test as base } from 'vitest';
// What is imported is a function that mounts, and not what the file exports.
// oxlint-disable-next-line import/default
import weatherReport from '../src/weather-report.ts?component';
import type { WeatherReport } from '../src/weather-report.ts';

const DATA = { '/data': '../data' };

const test = base
  // Each test has its own.
  .extend('weather', componentFixture<typeof WeatherReport>(weatherReport, { grants: ['storage'] }))
  // Reading four years takes a while: the tests of this file share what was read.
  .extend(
    'station',
    { scope: 'file' },
    componentFixture<typeof WeatherReport>(weatherReport, { grants: 'requested', mounts: DATA }),
  );

test('has counted nothing at first', async ({ weather, expect }) => {
  expect(await weather.totalDays()).toBe(0);
});

test('a report is made once', async ({ station, expect }) => {
  const { totalDays } = await station.monthlyReport('/data/seattle-weather.csv');
  expect(totalDays).toBe(1461);
});

test('and counts for whoever asks later, of this station only', async ({ station, weather, expect }) => {
  expect(await station.totalDays()).toBe(1461);
  expect(await weather.totalDays()).toBe(0);
});
