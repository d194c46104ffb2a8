/** A component that calls its host in the four ways that there are, and the service that it calls. */
import { type ComponentInstance, type HostService, type InstanceOptions, WitError } from '../../src/index.ts';
import { guest, type GuestText, HOST, testHost } from '../components.ts';

/** Calls `plain` (a number), `fallible` (a result), and both of them waiting. */
export const CALLER: GuestText = {
  imports: {
    plain: '(result u32)',
    fallible: '(result (result))',
    'plain-later': '(result u32)',
    'fallible-later': '(result (result))',
  },
  exports: ['plain', 'fallible', 'plain-later', 'fallible-later', 'many'].map((name) => ({ name, result: true })),
  core: `
    (import "host" "plain" (func $plain (result i32)))
    (import "host" "fallible" (func $fallible (result i32)))
    (import "host" "plain-later" (func $plain_later (result i32)))
    (import "host" "fallible-later" (func $fallible_later (result i32)))
    (func (export "plain") (result i32) (call $plain))
    (func (export "fallible") (result i32) (call $fallible))
    (func (export "plain-later") (result i32) (call $plain_later))
    (func (export "fallible-later") (result i32) (call $fallible_later))
    (func (export "many") (result i32) (loop $l (drop (call $plain)) (br $l)) (i32.const 0))`,
};

export const NAMES = ['plain', 'fallible', 'plainLater', 'fallibleLater'] as const;

export interface Behaviour {
  readonly plain?: () => unknown;
  readonly fallible?: () => unknown;
  readonly plainLater?: () => unknown;
  readonly fallibleLater?: () => unknown;
}

export const ACCESS = { area: 'messaging', action: 'send', resource: 'a:b' } as const;

export function service(behaviour: Behaviour, access?: () => typeof ACCESS): HostService {
  const fn = (name: (typeof NAMES)[number]) => ({
    call: behaviour[name] ?? (() => 7),
    ...(access && { access }),
    ...(name.startsWith('fallible') && { denied: () => new WitError('denied'), fallible: true }),
  });
  return {
    interface: HOST,
    immediate: { plain: fn('plain'), fallible: fn('fallible') },
    waiting: { plainLater: fn('plainLater'), fallibleLater: fn('fallibleLater') },
  };
}

export async function caller(
  behaviour: Behaviour,
  options: InstanceOptions = {},
  access?: () => typeof ACCESS,
): Promise<ComponentInstance> {
  return await guest(CALLER, options, testHost({ services: [service(behaviour, access)] }));
}

export const boom = (): never => {
  throw new Error('boom');
};
