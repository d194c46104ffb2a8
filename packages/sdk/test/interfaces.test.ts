import { expect, it } from 'vitest';
import { importInterface } from '../src/index.ts';

it('says, outside of a component, that an interface can be called inside of one only', () => {
  const imported = importInterface('acme:rates/exchange@1.2.0');
  const message =
    'acme:rates/exchange@1.2.0 can be called inside a component only. Build the class with airssys, or test it with mount() of @airssys/testing and a mock of the interface.';
  expect(() => imported.call('convert', [])).toThrow(message);
  expect(() => imported.callStatic('session', 'open', [])).toThrow(message);
  expect(() => imported.construct({}, 'session', [])).toThrow(message);
});
