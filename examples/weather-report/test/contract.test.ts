import { contract, mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { WeatherReport } from '../src/weather-report.ts';

const CSV = `date,precipitation,temp_max,temp_min,wind,weather
2012-01-01,0.0,12.8,5.0,4.7,drizzle
2012-01-02,10.9,10.6,2.8,4.5,rain`;

const builds = (['quickjs', 'starlingmonkey'] as const).map((engine) => ({
  name: engine,
  mount: async () =>
    await mount<typeof WeatherReport>('../src/weather-report.ts', {
      ...{ engine, grants: ['storage'], mocks: { files: { read: () => CSV } } },
    }),
}));

contract('the weather report', builds, (build) => {
  test('summarises what it reads', async () => {
    const weather = await build.mount();
    expect(await weather.monthlyReport('/data/two-days.csv')).toMatchObject({
      from: '2012-01-01',
      to: '2012-01-02',
      months: [{ month: 1, days: 2, meanPrecipitation: 5.45, coldest: 2.8, hottest: 12.8 }],
    });
  });

  test('counts the days of all reports', async () => {
    const weather = await build.mount();
    await weather.monthlyReport('/data/two-days.csv');
    await weather.monthlyReport('/data/two-days.csv');
    expect(await weather.totalDays()).toBe(4);
  });
});
