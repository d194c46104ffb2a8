/** Quantities for people. */
import type { Usage } from '@airssys/host';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `482 B`, `1.4 KiB`, `64 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(value < 100 ? 1 : 0))} ${UNITS[unit] ?? ''}`;
}

/** `0.4 ms`, `12 ms`, `1.8 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(2))} s`;
  return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`;
}

export const formatCount = (count: number): string => count.toLocaleString('en');

/** What a call has used, in one line. */
export function formatUsage(usage: Usage): string {
  const { fuel, memoryBytes, durationMs, hostCalls, bytesIn, bytesOut, logBytes, droppedLogBytes, refusedGrowths } =
    usage;
  const parts = [
    `${formatCount(fuel)} fuel`,
    `${formatBytes(memoryBytes)} memory`,
    formatMs(durationMs),
    `${formatCount(hostCalls)} host call${hostCalls === 1 ? '' : 's'}`,
    `${formatBytes(bytesIn)} in`,
    `${formatBytes(bytesOut)} out`,
    ...(logBytes > 0 ? [`${formatBytes(logBytes)} logged`] : []),
    ...(droppedLogBytes > 0 ? [`${formatBytes(droppedLogBytes)} of the log dropped`] : []),
    ...(refusedGrowths > 0 ? [`${formatCount(refusedGrowths)} growths refused`] : []),
  ];
  return parts.join(', ');
}

/** How long ago: `8 s`, `5 min`, `3 h`, `12 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
