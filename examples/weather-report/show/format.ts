/** How start.ts prints: plain text, 80 columns. */
import type { AuditEvent } from '@airssys/host';
import type { Report } from '../src/weather-report.ts';

const isColored = process.stdout.isTTY && !process.env['NO_COLOR'];
const bold = (text: string): string => (isColored ? `\u001B[1m${text}\u001B[22m` : text);

export const heading = (text: string): void => console.log(`\n${bold(text)}\n`);
export const note = (text: string): void => console.log(`  ${text}`);
export const units = (count: number): string => count.toLocaleString('en');
export const milliseconds = (duration: number): string =>
  `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`;
export const bytes = (count: number): string => `${(count / 1024 / 1024).toFixed(1)} MiB`;

/** A name, then figures, right-aligned, then words. */
export function columns(name: string, figures: readonly string[], words = ''): void {
  console.log(`  ${name.padEnd(16)}${figures.map((text) => text.padStart(20)).join('')}${words && `   ${words}`}`);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function monthTable({ months, from, to }: Report): void {
  console.log(`\n  ${from} to ${to}\n`);
  console.log('  month   days   rain mm/day   mean high   coldest   hottest   most often');
  for (const { month, days, meanPrecipitation, meanMaxTemperature, coldest, hottest, weather } of months) {
    const cells = [
      (MONTHS[month - 1] ?? '').padEnd(5),
      String(days).padStart(7),
      meanPrecipitation.toFixed(1).padStart(14),
      `${meanMaxTemperature.toFixed(1)}°`.padStart(12),
      `${coldest.toFixed(1)}°`.padStart(10),
      `${hottest.toFixed(1)}°`.padStart(10),
      `   ${weather[0]?.weather ?? ''}`,
    ];
    console.log(`  ${cells.join('')}`);
  }
  console.log('');
}

/** Decisions of the gate, a line or two each. */
export function auditTable(events: readonly AuditEvent[]): void {
  for (const { sequence, hostFunction, area, action, resource, allowed, rule } of events) {
    const name = hostFunction.slice(hostFunction.indexOf('/') + 1);
    console.log(
      `  ${String(sequence).padStart(3)}  ${(allowed ? 'allowed' : 'DENIED').padEnd(8)} ${name.padEnd(14)} ${area}.${action} ${resource}`,
    );
    console.log(`       by ${rule}`);
  }
}
