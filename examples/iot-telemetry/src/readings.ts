import { component, err, ok, operation, type Result } from '@airssys/sdk';

/** What a sensor sends. */
export interface Reading {
  readonly sensor: string;
  readonly celsius: number;
}

const COLDEST = -90;
const HOTTEST = 150;

/** Tells readings from noise. */
@component({ id: 'iot:readings', version: '1.0.0' })
export class Readings {
  /** The reading, where a sensor of this earth can have sent it. */
  @operation()
  validate(reading: Reading): Result<Reading, string> {
    const { sensor, celsius } = reading;
    if (!/^[a-z0-9-]{1,32}$/.test(sensor)) return err(`no sensor is called ${JSON.stringify(sensor)}`);
    const isPossible = celsius >= COLDEST && celsius <= HOTTEST;
    return isPossible ? ok(reading) : err(`${sensor} cannot have measured ${celsius} °C`);
  }
}
