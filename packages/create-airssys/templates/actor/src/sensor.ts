import { bus, component, type f64, operation, requires, type u32 } from '@airssys/sdk';
import { readingOf } from './readings.ts';

/** Tells everybody who listens how warm it is. */
@component({ id: '{{namespace}}:sensor', version: '0.1.0' })
@requires('messaging.publish:readings.*')
export class Sensor {
  /** Publishes what was measured in a room. Answers how many components it went to. */
  @operation()
  measure(room: string, celsius: f64): u32 {
    return bus.publish(`readings.${room}`, JSON.stringify(readingOf(room, celsius)));
  }
}
