/** What sensors publish, as JSON, on the topic `readings.ROOM`. */
import type { f64 } from '@airssys/sdk';

export interface Reading {
  readonly room: string;
  readonly celsius: f64;
}

export const readingOf = (room: string, celsius: number): Reading => ({ room, celsius });

/** @throws Error where somebody publishes something else. */
export function readReading(text: string): Reading {
  const said: unknown = JSON.parse(text);
  if (typeof said === 'object' && said !== null && 'room' in said && 'celsius' in said) {
    const { room, celsius } = said;
    if (typeof room === 'string' && typeof celsius === 'number') return readingOf(room, celsius);
  }
  throw new Error(`${text} is no reading`);
}
