import { mount } from '@airssys/testing';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { Report, WeatherReport } from '../src/weather-report.ts';

// `mount` builds the component when its sources have changed, and puts it into the sandbox that production runs. The class is
// imported for its type alone: what runs is the WebAssembly.
const COMPONENT = '../src/weather-report.ts';
const DATA = { '/data': '../data' };

describe('the monthly report', () => {
  test.each(['quickjs', 'starlingmonkey'] as const)('summarises four years of Seattle, on %s', async (engine) => {
    const weather = await mount<typeof WeatherReport>(COMPONENT, { engine, grants: 'requested', mounts: DATA });

    const report = await weather.monthlyReport('/data/seattle-weather.csv');

    expectTypeOf(report).toEqualTypeOf<Report>();
    expect(report).toMatchObject({ from: '2012-01-01', to: '2015-12-31', totalDays: 1461 });
    expect(table(report)).toMatchInlineSnapshot(`
      " 1    8.2 °C   -4.4 to 17.2 °C  3.8 mm  mostly rain
       2    9.9 °C   -6.0 to 16.7 °C  3.7 mm  mostly rain
       3   12.4 °C   -1.7 to 20.6 °C  4.9 mm  mostly rain
       4   15.0 °C    1.7 to 27.8 °C  3.1 mm  mostly rain
       5   19.3 °C    3.3 to 30.6 °C  1.7 mm  mostly sun
       6   22.4 °C    6.1 to 33.9 °C  1.1 mm  mostly sun
       7   26.0 °C    9.4 to 35.0 °C  0.4 mm  mostly sun
       8   26.1 °C   10.0 to 35.6 °C  1.3 mm  mostly sun
       9   21.9 °C    7.2 to 33.9 °C  2.0 mm  mostly sun
      10   16.4 °C    3.3 to 25.6 °C  4.1 mm  mostly rain
      11   11.0 °C   -4.9 to 17.8 °C  5.4 mm  mostly rain
      12    8.2 °C   -7.1 to 18.9 °C  5.0 mm  mostly rain"
    `);
  });

  test('is refused for a line that is no record, with its number', async () => {
    const csv = [
      'date,precipitation,temp_max,temp_min,wind,weather',
      '2012-01-01,0.0,12.8,5.0,4.7,drizzle',
      'so far so good',
    ];
    const weather = await mount<typeof WeatherReport>(COMPONENT, {
      mocks: { files: { read: () => csv.join('\n') } },
    });

    await expect(weather.monthlyReport('/anything.csv')).toTrap(
      'guest-error',
      'line 3 is not a daily record: so far so good',
    );
  });
});

describe('the running total', () => {
  test('is kept from call to call', async () => {
    const weather = await mount<typeof WeatherReport>(COMPONENT, { grants: 'requested', mounts: DATA });

    await weather.monthlyReport('/data/seattle-weather.csv');
    await weather.monthlyReport('/data/seattle-weather.csv');

    expect(await weather.totalDays()).toBe(2 * 1461);
    expect(
      weather.$.logs.map(({ message, context }) => `${message}: ${String(new Map(context).get('totalDays'))}`),
    ).toEqual(['report made: 1461', 'report made: 2922']);
  });

  test('goes on from what storage holds', async () => {
    // A mock is its own grant: nothing else is allowed here.
    const get = vi.fn<(key: string) => string>(() => '365');
    const weather = await mount<typeof WeatherReport>(COMPONENT, { mocks: { storage: { get } } });

    expect(await weather.totalDays()).toBe(365);
    expect(get).toHaveBeenCalledExactlyOnceWith('total-days');
  });
});

describe('what it may not do', () => {
  test('is everything, without grants', async () => {
    const weather = await mount<typeof WeatherReport>(COMPONENT, { mounts: DATA });

    await expect(weather.monthlyReport('/data/seattle-weather.csv')).toBeDenied(
      'filesystem.read',
      '/data/seattle-weather.csv',
    );
  });

  test('is to read outside of /data', async () => {
    // Were the whole disk mounted: a mount shows files, and only a grant opens them.
    const weather = await mount<typeof WeatherReport>(COMPONENT, { grants: 'requested', mounts: { '/': '/' } });

    await expect(weather.monthlyReport('/data/../etc/passwd')).toBeDenied('filesystem.read', '/etc/passwd');
    expect(weather.$.audit).toMatchObject([{ operation: 'monthlyReport', allowed: false, rule: 'no grant' }]);
  });
});

describe('the forecast, which never ends', () => {
  test('is stopped by its deadline, and holds nobody up meanwhile', async () => {
    const weather = await mount<typeof WeatherReport>(COMPONENT, { limits: { timeoutMs: 500 } });
    const other = await mount<typeof WeatherReport>(COMPONENT, { grants: 'requested' });

    const forecast = weather.forecast();
    expect(await other.totalDays()).toBe(0);
    expect(weather.$.lastUsage, 'the forecast is still running').toBeUndefined();

    await expect(forecast).toTrap('deadline');
    expect(weather.$.instance.state).toBe('trapped');
  });

  test('is stopped when its fuel is used up', async () => {
    const weather = await mount<typeof WeatherReport>(COMPONENT, { limits: { maxFuel: 20_000_000 } });

    await expect(weather.forecast()).toTrap('out-of-fuel');
  });
});

test('the same work uses the same fuel', async () => {
  const fuelOf = async (): Promise<number | undefined> => {
    await using weather = await mount<typeof WeatherReport>(COMPONENT, { mocks: { storage: { get: () => '7' } } });
    await weather.totalDays();
    return weather.$.lastUsage?.fuel;
  };

  expect(await fuelOf()).toBe(await fuelOf());
});

/** The report as its readers would see it. */
function table({ months }: Report): string {
  return months
    .map(({ month, meanMaxTemperature, coldest, hottest, meanPrecipitation, weather }) =>
      [
        String(month).padStart(2),
        `${meanMaxTemperature.toFixed(1).padStart(5)} °C`,
        `${coldest.toFixed(1).padStart(5)} to ${hottest.toFixed(1)} °C`,
        `${meanPrecipitation.toFixed(1)} mm`,
        `mostly ${weather[0]?.weather ?? 'nothing'}`,
      ].join('  '),
    )
    .join('\n');
}
