/** What members and rooms say to each other, as JSON. */
import type { u32 } from '@airssys/sdk';

/** From a member to a room. */
export type ToRoom =
  | { readonly kind: 'join' }
  | { readonly kind: 'leave' }
  /** The number is the member's own count: with the member it names the line, however often it arrives. */
  | { readonly kind: 'say'; readonly number: u32; readonly text: string };

/** What somebody has said. From a room to its members, on its topic {@link saidIn}. */
export interface Line {
  readonly from: string;
  readonly number: u32;
  readonly text: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly atMs: number;
}

/** The answer of a room to whoever joins: what was said before. */
export type History = readonly Line[];

/** That a room is there, also again. */
export const openedOf = (room: string): string => `rooms.${room}.opened`;
export const saidIn = (room: string): string => `rooms.${room}.said`;

/** @throws Error where a component says something else. */
export function readToRoom(text: string): ToRoom {
  const said: unknown = JSON.parse(text);
  if (typeof said !== 'object' || said === null || !('kind' in said)) throw new Error(`${text} is nothing for a room`);
  if (said.kind === 'join' || said.kind === 'leave') return { kind: said.kind };
  if (said.kind === 'say' && 'number' in said && 'text' in said) {
    const { number, text: words } = said;
    if (Number.isInteger(number) && typeof words === 'string')
      return { kind: 'say', number: Number(number), text: words };
  }
  throw new Error(`${text} is nothing for a room`);
}

/** Of rooms, which members may listen to; so nobody else writes it. */
export const readLine = (text: string): Line => JSON.parse(text) as Line;
export const readHistory = (text: string): History => JSON.parse(text) as History;
