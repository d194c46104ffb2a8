import {
  bus,
  component,
  type ComponentMessage,
  log,
  onInitialize,
  onMessage,
  operation,
  requires,
  storage,
} from '@airssys/sdk';
import { type Reading, readReading } from './readings.ts';

const TOO_WARM = 30;

/** Listens to all sensors, and remembers the rooms that are too warm. */
@component({ id: '{{namespace}}:alarm', version: '0.1.0' })
@requires('storage', 'messaging.subscribe:readings.*')
export class Alarm {
  @onInitialize()
  listen(): void {
    bus.subscribe('readings.*');
  }

  /** Who sends a message instead of publishing one is asking: the answer are the warnings. */
  @onMessage()
  receive({ topic, text }: ComponentMessage): string | undefined {
    if (topic === undefined) return JSON.stringify(this.warnings());
    const reading = readReading(text);
    if (reading.celsius > TOO_WARM) {
      log.warn('too warm', { room: reading.room, celsius: String(reading.celsius) });
      storage.set(`room/${reading.room}`, JSON.stringify(reading));
    } else {
      storage.delete(`room/${reading.room}`);
    }
    return undefined;
  }

  /** The last readings of the rooms that are too warm. */
  @operation()
  warnings(): readonly Reading[] {
    return storage.listKeys('room/').map((key) => readReading(storage.getText(key) ?? ''));
  }
}
