import type { Weather } from './weather-report.ts';

export interface DailyRecord {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Millimetres. */
  readonly precipitation: number;
  /** Degrees Celsius. */
  readonly maxTemperature: number;
  readonly minTemperature: number;
  readonly weather: Weather;
}

const HEADER = 'date,precipitation,temp_max,temp_min,wind,weather';
const WEATHER: readonly string[] = ['drizzle', 'fog', 'rain', 'snow', 'sun'] satisfies Weather[];

/** Reads the daily records of a CSV text. A line that is not one is refused with its number. */
export function parseCsv(text: string): readonly DailyRecord[] {
  const [header, ...lines] = text.split(/\r?\n/);
  if (header !== HEADER) throw new Error(`expected the columns ${HEADER}, found ${String(header).slice(0, 80)}`);
  return lines.flatMap((line, index) => (line === '' ? [] : [parseLine(line, index + 2)]));
}

function parseLine(line: string, lineNumber: number): DailyRecord {
  const [date = '', precipitation, maxTemperature, minTemperature, , weather = ''] = line.split(',');
  const numbers = [precipitation, maxTemperature, minTemperature].map(Number);
  const [rain = Number.NaN, high = Number.NaN, low = Number.NaN] = numbers;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || numbers.some(Number.isNaN) || !isWeather(weather)) {
    throw new Error(`line ${lineNumber} is not a daily record: ${line.slice(0, 80)}`);
  }
  return { date, precipitation: rain, maxTemperature: high, minTemperature: low, weather };
}

const isWeather = (text: string): text is Weather => WEATHER.includes(text);
