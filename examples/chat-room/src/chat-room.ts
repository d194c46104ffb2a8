import {
  bus,
  component,
  type ComponentConfig,
  type ComponentMessage,
  log,
  messaging,
  onInitialize,
  onMessage,
  operation,
  requires,
  storage,
  storageEntries,
} from '@airssys/sdk';
import { type History, type Line, openedOf, readLine, readToRoom, saidIn } from './protocol.ts';

const DAY_MS = 86_400_000;

/** One room: it knows who is in it, keeps what was said for a while, and tells it to everybody who listens. */
@component({ id: 'demo:chat-room', version: '1.0.0', license: 'Apache-2.0' })
@requires('storage', 'messaging.publish:rooms.**')
export class ChatRoom {
  #keepMs = DAY_MS;

  /** Its configuration is for how many milliseconds a line is kept. */
  @onInitialize()
  open({ configText }: ComponentConfig): void {
    if (configText !== '') this.#keepMs = Number(configText);
    // Members that were there first, or have missed something while it was away, join again.
    bus.publish(openedOf(messaging.selfId().name), '');
  }

  /** Who joins is answered with what was said before. */
  @onMessage()
  receive(message: ComponentMessage): string | undefined {
    const said = readToRoom(message.text);
    const from = message.sender.name;
    switch (said.kind) {
      case 'join':
        storage.set(`member/${from}`, '');
        return JSON.stringify(this.history() satisfies History);
      case 'leave':
        storage.delete(`member/${from}`);
        return undefined;
      case 'say':
        if (storage.exists(`member/${from}`)) {
          this.#tell({ from, number: said.number, text: said.text, atMs: Math.floor(message.sentAtMs) });
        } else log.warn('not a member', { from });
        return undefined;
    }
  }

  /** What was said, the oldest first. */
  @operation()
  history(): readonly Line[] {
    const lines: Line[] = [];
    for (let after: string | undefined = ''; after !== undefined;) {
      const page = storageEntries.scan('line/', { after });
      lines.push(...page.entries.map(({ text }) => readLine(text)));
      after = page.next;
    }
    return lines;
  }

  @operation()
  members(): readonly string[] {
    return storage.listKeys('member/').map((key) => key.slice('member/'.length));
  }

  /**
   * A message that was under way when the room crashed comes again. The line is then written where it is already, and published once
   * more, since nobody knows whether it was: members tell by its number.
   */
  #tell(line: Line): void {
    const key = `line/${String(line.atMs).padStart(15, '0')}/${line.from}/${line.number}`;
    storageEntries.set(key, JSON.stringify(line), { ttlMs: this.#keepMs });
    bus.publish(saidIn(messaging.selfId().name), JSON.stringify(line));
  }
}
