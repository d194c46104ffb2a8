import type { ComponentAddress } from '@airssys/host';

/** From `namespace:name`, with `#instance` behind it where one instance is meant. */
export function toAddress(text: string): ComponentAddress {
  const [component = '', instance = ''] = text.split('#');
  const colon = component.indexOf(':');
  return { namespace: component.slice(0, Math.max(colon, 0)), name: component.slice(colon + 1), instance };
}

/** `test:peer`, or `test:peer#2`. */
export const toText = ({ namespace, name, instance }: ComponentAddress): string =>
  `${namespace}:${name}${instance === '' ? '' : `#${instance}`}`;
