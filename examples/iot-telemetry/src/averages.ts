import { component, operation, type u32 } from '@airssys/sdk';
import type { Reading } from './readings.ts';

/** The average of a few readings of one sensor. */
export interface Average {
  readonly sensor: string;
  readonly celsius: number;
  readonly count: u32;
}

export interface Alert {
  readonly sensor: string;
  readonly text: string;
}

const WINDOW = 3;
const TOO_HOT = 60;

/** Adds readings up, and says which sensors are too hot. */
@component({ id: 'iot:averages', version: '1.0.0', stateful: true })
export class Averages {
  readonly #windows = new Map<string, number[]>();

  /** The average of the last three readings of a sensor, with each third one. */
  @operation()
  add(reading: Reading): Average | undefined {
    const { sensor, celsius } = reading;
    const window = [...(this.#windows.get(sensor) ?? []), celsius];
    this.#windows.set(sensor, window.length < WINDOW ? window : []);
    if (window.length < WINDOW) return undefined;
    return { sensor, celsius: window.reduce((sum, one) => sum + one, 0) / WINDOW, count: WINDOW };
  }

  /** An alert, where an average asks for one. */
  @operation()
  judge(average: Average): Alert | undefined {
    const { sensor, celsius } = average;
    return celsius > TOO_HOT ? { sensor, text: `${celsius.toFixed(1)} °C on average` } : undefined;
  }
}
