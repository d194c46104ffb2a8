import fc from '../../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import {
  formatPermission,
  isAirssysError,
  parsePermission,
  PERMISSION_ACTIONS,
  PERMISSION_AREAS,
  type PermissionRequest,
} from '../src/index.ts';
import { failure } from './codec/samples.ts';

describe('parsePermission', () => {
  it('reads area, action and pattern', () => {
    expect(parsePermission('filesystem.read:/data/**')).toEqual([
      { area: 'filesystem', action: 'read', pattern: '/data/**' },
    ]);
    expect(parsePermission('network.outbound:api.example.com:443')).toEqual([
      { area: 'network', action: 'outbound', pattern: 'api.example.com:443' },
    ]);
    expect(parsePermission('clock')).toEqual([{ area: 'clock', action: 'read', pattern: '*' }]);
    expect(parsePermission('storage.read')).toEqual([{ area: 'storage', action: 'read', pattern: '*' }]);
  });

  it('takes an area for all its actions', () => {
    expect(parsePermission('storage').map((one) => one.action)).toEqual(['read', 'write', 'delete']);
    expect(parsePermission('messaging:billing').map(formatPermission)).toEqual([
      'messaging.send:billing',
      'messaging.request:billing',
      'messaging.broadcast:billing',
      'messaging.publish:billing',
      'messaging.subscribe:billing',
    ]);
  });

  it('reads an area of the embedder', () => {
    expect(parsePermission('acme:billing.charge')).toEqual([{ area: 'acme:billing', action: 'charge', pattern: '*' }]);
    expect(parsePermission('acme:billing.charge:eu:de.x')).toEqual([
      { area: 'acme:billing', action: 'charge', pattern: 'eu:de.x' },
    ]);
  });

  it('refuses with a hint', () => {
    const texts = [
      '',
      'disk',
      'Storage',
      'toString',
      'storage.',
      'storage.list',
      'storage.toString',
      'storage:',
      'filesystem',
      'filesystem.read',
      'clock:*',
      'random.read:x',
    ];
    expect(texts.map((text) => failure(() => parsePermission(text)))).toMatchInlineSnapshot(`
      [
        "'' is not a permission: there is no area ''
        Areas: filesystem, network, storage, messaging, process, environment, secrets, clock, random; or one of the host's own, as namespace:name.action.",
        "'disk' is not a permission: there is no area 'disk'
        Areas: filesystem, network, storage, messaging, process, environment, secrets, clock, random; or one of the host's own, as namespace:name.action.",
        "'Storage' is not a permission: there is no area 'Storage'
        Areas: filesystem, network, storage, messaging, process, environment, secrets, clock, random; or one of the host's own, as namespace:name.action.",
        "'toString' is not a permission: there is no area 'toString'
        Areas: filesystem, network, storage, messaging, process, environment, secrets, clock, random; or one of the host's own, as namespace:name.action.",
        "'storage.' is not a permission: storage has no action ''
        Actions of storage: read, write, delete.",
        "'storage.list' is not a permission: storage has no action 'list'
        Actions of storage: read, write, delete.",
        "'storage.toString' is not a permission: storage has no action 'toString'
        Actions of storage: read, write, delete.",
        "'storage:' is not a permission: the pattern after the colon is empty
        Write storage:PATTERN.",
        "'filesystem' is not a permission: filesystem needs a pattern
        Say on what: filesystem.read:PATTERN.",
        "'filesystem.read' is not a permission: filesystem needs a pattern
        Say on what: filesystem.read:PATTERN.",
        "'clock:*' is not a permission: clock has nothing to choose by a pattern
        Write 'clock'.",
        "'random.read:x' is not a permission: random has nothing to choose by a pattern
        Write 'random'.",
      ]
    `);
  });

  it('throws nothing but its own error, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...PERMISSION_AREAS).chain((area) => fc.string().map((rest) => area + rest)),
        ),
        (text) => {
          try {
            expect(parsePermission(text).length).toBeGreaterThan(0);
          } catch (error) {
            expect(isAirssysError(error, 'AIRSSYS_CAPABILITY_INVALID')).toBe(true);
          }
        },
      ),
    );
  });
});

describe('formatPermission', () => {
  it('is read back as it was', () => {
    const permissions: fc.Arbitrary<PermissionRequest> = fc
      .tuple(fc.constantFrom(...PERMISSION_AREAS), fc.nat(), fc.string({ minLength: 1 }))
      .map(([area, index, pattern]) => {
        const { actions, pattern: kind } = PERMISSION_ACTIONS[area];
        return { area, action: actions[index % actions.length] ?? '', pattern: kind === 'none' ? '*' : pattern };
      });
    fc.assert(
      fc.property(permissions, (permission) => {
        expect(parsePermission(formatPermission(permission))).toEqual([permission]);
      }),
    );
  });

  it('leaves a pattern out that says nothing', () => {
    expect(formatPermission({ area: 'clock', action: 'read', pattern: '*' })).toBe('clock.read');
    expect(formatPermission({ area: 'storage', action: 'read', pattern: 'a' })).toBe('storage.read:a');
    expect(formatPermission({ area: 'network', action: 'outbound', pattern: '*' })).toBe('network.outbound:*');
  });
});
