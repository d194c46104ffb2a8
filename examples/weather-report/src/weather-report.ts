import { component, files, log, operation, requires, storage, type u32 } from '@airssys/sdk';
import { type DailyRecord, parseCsv } from './csv.ts';

/** What kind of weather a day had. */
export type Weather = 'drizzle' | 'fog' | 'rain' | 'snow' | 'sun';

/** How often each kind of weather came. */
export interface WeatherCount {
  readonly weather: Weather;
  readonly days: u32;
}

/** One month, over all its years. */
export interface MonthSummary {
  /** 1 is January. */
  readonly month: u32;
  readonly days: u32;
  /** Millimetres of precipitation per day, on average. */
  readonly meanPrecipitation: number;
  /** Degrees Celsius, the mean of the daily maxima. */
  readonly meanMaxTemperature: number;
  readonly coldest: number;
  readonly hottest: number;
  /** The most frequent kind first. */
  readonly weather: readonly WeatherCount[];
}

export interface Report {
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly months: readonly MonthSummary[];
  /** Days read by all reports so far, this one included: kept in storage. */
  readonly totalDays: u32;
}

/** Summarises daily weather records by month. */
@component({
  id: 'demo:weather-report',
  version: '1.0.0',
  license: 'Apache-2.0',
  limits: { maxMemoryBytes: 64 * 1024 * 1024, timeoutMs: 5_000 },
})
@requires('filesystem.read:/data/*', 'storage.read', 'storage.write')
export class WeatherReport {
  /** Reads a CSV file of daily records and summarises it by month. */
  @operation()
  monthlyReport(path: string): Report {
    const records = parseCsv(files.readText(path));
    const [first] = records;
    const last = records.at(-1);
    if (!first || !last) throw new Error(`${path} has no records`);

    const totalDays = Number(storage.getText('total-days') ?? '0') + records.length;
    storage.set('total-days', String(totalDays));
    log.info('report made', { path, days: records.length, totalDays });

    const months = Map.groupBy(records, ({ date }) => Number(date.slice(5, 7)));
    return {
      source: path,
      from: first.date,
      to: last.date,
      months: [...months].sort(([a], [b]) => a - b).map(([month, days]) => summarise(month, days)),
      totalDays,
    };
  }

  /** Days read by all reports so far. */
  @operation()
  totalDays(): u32 {
    return Number(storage.getText('total-days') ?? '0');
  }

  /** Forecasts by counting grains of sand: it never comes to an end. */
  @operation()
  forecast(): u32 {
    let grains = 0;
    for (;;) grains = (grains + 1) % 1_000_003;
  }
}

function summarise(month: u32, days: readonly DailyRecord[]): MonthSummary {
  const mean = (value: (day: DailyRecord) => number): number =>
    days.reduce((sum, day) => sum + value(day), 0) / days.length;
  const kinds = Map.groupBy(days, ({ weather }) => weather);
  return {
    month,
    days: days.length,
    meanPrecipitation: mean((day) => day.precipitation),
    meanMaxTemperature: mean((day) => day.maxTemperature),
    coldest: Math.min(...days.map((day) => day.minTemperature)),
    hottest: Math.max(...days.map((day) => day.maxTemperature)),
    weather: [...kinds]
      .map(([weather, same]) => ({ weather, days: same.length }))
      .sort((a, b) => b.days - a.days || a.weather.localeCompare(b.weather)),
  };
}
