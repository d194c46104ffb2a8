/** Who a component is to storage and audit log. */
import { expect, test } from 'vitest';
import { built, testHost } from '../components.ts';

test('the operator names a component, and its storage goes by that name', async () => {
  const host = testHost();
  const component = await host.load(await built('probe'), 'probe');
  const options = { grants: ['storage', 'clock'] };
  const own = await component.instantiate(options);
  const renamed = await component.instantiate({ ...options, id: 'tenant-17:probe' });
  await own.call('put', 'key', new Uint8Array([1]));
  expect(await renamed.call('get', 'key')).toBeUndefined();
  expect(await own.call('get', 'key')).toEqual(new Uint8Array([1]));
  expect(new Set(host.audit.events.map(({ component: name }) => name))).toEqual(
    new Set(['test:probe@1.2.3', 'tenant-17:probe@1.2.3']),
  );
});
