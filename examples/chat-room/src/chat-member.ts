import {
  bus,
  component,
  type ComponentId,
  type ComponentMessage,
  HostError,
  messaging,
  onInitialize,
  onMessage,
  operation,
  requires,
  storage,
  throws,
  type u32,
} from '@airssys/sdk';
import { type Line, openedOf, readHistory, readLine, saidIn, type ToRoom } from './protocol.ts';

/** The operator has not let this member into the room. */
export class NotAdmitted extends Error {
  readonly room: string;

  constructor(room: string) {
    super(`not admitted to ${room}`);
    this.room = room;
  }
}

const ANSWER_WITHIN_MS = 5_000;
const roomId = (name: string): ComponentId => ({ namespace: 'rooms', name });

/** Somebody who chats. Which rooms it may enter is not for it to say: the host grants them, one by one. */
@component({ id: 'demo:chat-member', version: '1.0.0', license: 'Apache-2.0', stateful: true })
@requires('storage', 'messaging.send:rooms:*', 'messaging.request:rooms:*', 'messaging.subscribe:rooms.**')
export class ChatMember {
  /** By room, and there by who said it and the number of the line: what arrives twice is there once. */
  readonly #heard = new Map<string, Map<string, Line>>();

  /** After a crash it is in the rooms that it was in, and they tell what it has missed. */
  @onInitialize()
  rejoin(): void {
    for (const key of storage.listKeys('room/')) this.#enter(key.slice('room/'.length));
  }

  @operation()
  @throws(NotAdmitted)
  join(room: string): void {
    this.#admitted(room, () => this.#enter(room));
    storage.set(`room/${room}`, '');
  }

  @operation()
  @throws(NotAdmitted)
  leave(room: string): void {
    this.#admitted(room, () => this.#send(room, { kind: 'leave' }));
    bus.unsubscribe(`rooms.${room}.*`);
    storage.delete(`room/${room}`);
  }

  /** When this has answered, the line is not lost any more. */
  @operation()
  @throws(NotAdmitted)
  say(room: string, text: string): u32 {
    const number = Number(storage.getText('said') ?? '0') + 1;
    storage.set('said', String(number));
    this.#admitted(room, () => this.#send(room, { kind: 'say', number, text }));
    return number;
  }

  /** What it has heard in a room, in the order in which it was said. */
  @operation()
  heard(room: string): readonly Line[] {
    const lines = [...(this.#heard.get(room)?.values() ?? [])];
    return lines.sort(
      (a, b) => a.atMs - b.atMs || (a.from === b.from ? a.number - b.number : a.from < b.from ? -1 : 1),
    );
  }

  @onMessage()
  receive({ sender, text, topic, isCallback }: ComponentMessage): void {
    const room = sender.name;
    if (isCallback) for (const line of readHistory(text)) this.#hear(room, line);
    else if (topic === saidIn(room)) this.#hear(room, readLine(text));
    else if (topic === openedOf(room)) this.#enter(room);
  }

  #enter(room: string): void {
    // First listen, then ask for what was said before: so nothing is missed in between.
    bus.subscribe(`rooms.${room}.*`);
    try {
      messaging.request(roomId(room), JSON.stringify({ kind: 'join' } satisfies ToRoom), ANSWER_WITHIN_MS);
    } catch (error) {
      // It will say that it has opened.
      if (!(error instanceof HostError && error.code === 'target-not-found')) throw error;
    }
  }

  #send(room: string, said: ToRoom): void {
    bus.send(roomId(room), JSON.stringify(said));
  }

  #hear(room: string, line: Line): void {
    const lines = this.#heard.get(room) ?? new Map<string, Line>();
    this.#heard.set(room, lines.set(`${line.from}/${line.number}`, line));
  }

  #admitted(room: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof HostError && error.code === 'denied') throw new NotAdmitted(room);
      throw error;
    }
  }
}
