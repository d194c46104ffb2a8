import { fakeFiles, fakeStorage, mount } from '@airssys/testing';
import { expect, test } from 'vitest';
import type { WeatherReport } from '../src/weather-report.ts';

const HEADER = 'date,precipitation,temp_max,temp_min,wind,weather';

test('reads what lies in its directory, and nothing else', async () => {
  const files = fakeFiles({ '/data/week.csv': `${HEADER}\n2026-01-01,0.5,3.0,-1.0,2.0,snow\n` });
  const fakes = { files, storage: fakeStorage() };
  const weather = await mount<typeof WeatherReport>('../src/weather-report.ts', { grants: 'requested', fakes });
  expect(await weather.monthlyReport('/data/week.csv')).toMatchObject({ totalDays: 1, from: '2026-01-01' });
  files.write('/data/week.csv', `${HEADER}\n2026-01-01,0.5,3.0,-1.0,2.0,hail\n`);
  await expect(weather.monthlyReport('/data/week.csv')).toTrap('guest-error', 'line 2 is not a daily record');
});
