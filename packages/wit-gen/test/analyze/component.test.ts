import { join } from 'node:path';
import { answersHttp } from '@airssys/model';
import { describe, expect, test } from 'vitest';
import { analyzeComponent, printWit } from '../../src/index.ts';
import { Workspace } from '../support/workspace.ts';

const workspace = new Workspace();
const fixture = join(import.meta.dirname, '../fixtures/orders.ts');

test('everything that a class says, in the model', () => {
  const { model, diagnostics, files } = analyzeComponent({ entry: fixture });
  expect(diagnostics).toEqual([]);
  expect(files.map((file) => file.split('/').at(-1))).toEqual(['money.ts', 'orders.ts']);
  expect({ ...model, operations: model?.operations.operations.map((one) => one.key) }).toMatchInlineSnapshot(`
    {
      "author": "Ada",
      "className": "Orders",
      "description": "Takes orders and keeps them.",
      "docs": "Takes orders and keeps them. The second sentence is not
    the description.",
      "hooks": {
        "health": "how",
        "initialize": "start",
      },
      "license": "Apache-2.0",
      "limits": {
        "maxMemoryBytes": 16777216,
        "timeoutMs": 2000,
      },
      "name": "orders",
      "namespace": "acme",
      "operations": [
        "place",
        "find",
        "list",
        "patch",
        "clear",
      ],
      "permissions": [
        {
          "action": "read",
          "area": "storage",
          "pattern": "*",
        },
        {
          "action": "write",
          "area": "storage",
          "pattern": "*",
        },
        {
          "action": "delete",
          "area": "storage",
          "pattern": "*",
        },
        {
          "action": "outbound",
          "area": "network",
          "pattern": "api.example.com",
        },
      ],
      "stateful": true,
      "version": "1.2.0-beta.1",
    }
  `);
});

test('a model survives JSON', () => {
  const { model } = analyzeComponent({ entry: fixture });
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

test('how the author spells values is kept beside the WIT', () => {
  const { model } = workspace.members(
    '  @operation() run(some?: State, other: Colour | null = null): void {}',
    `type State =
  | { is: true; sinceMs?: u64 }
  | { is: false; code: u8; text: string };
enum Colour { DarkRed = 'dark red', Blue = 'blue' }`,
  );
  expect(model?.operations).toMatchInlineSnapshot(`
    {
      "name": "operations",
      "operations": [
        {
          "key": "run",
          "name": "run",
          "params": [
            {
              "key": "some",
              "name": "some",
              "optional": true,
              "type": {
                "kind": "option",
                "none": "undefined",
                "some": {
                  "kind": "reference",
                  "name": "state",
                },
              },
            },
            {
              "key": "other",
              "name": "other",
              "optional": true,
              "type": {
                "kind": "option",
                "none": "null",
                "some": {
                  "kind": "reference",
                  "name": "colour",
                },
              },
            },
          ],
        },
      ],
      "types": [
        {
          "fields": [
            {
              "key": "code",
              "name": "code",
              "type": {
                "kind": "primitive",
                "name": "u8",
              },
            },
            {
              "key": "text",
              "name": "text",
              "type": {
                "kind": "primitive",
                "name": "string",
              },
            },
          ],
          "kind": "record",
          "name": "state-false",
          "source": "StateFalse",
        },
        {
          "cases": [
            {
              "literal": true,
              "name": "true",
              "payload": {
                "key": "sinceMs",
                "optional": true,
                "style": "property",
                "type": {
                  "kind": "option",
                  "none": "undefined",
                  "some": {
                    "kind": "primitive",
                    "name": "u64",
                  },
                },
              },
            },
            {
              "literal": false,
              "name": "false",
              "payload": {
                "style": "properties",
                "type": {
                  "kind": "reference",
                  "name": "state-false",
                },
              },
            },
          ],
          "discriminant": "is",
          "kind": "variant",
          "name": "state",
          "source": "State",
        },
        {
          "cases": [
            {
              "literal": "dark red",
              "name": "dark-red",
            },
            {
              "literal": "blue",
              "name": "blue",
            },
          ],
          "kind": "enum",
          "name": "colour",
          "source": "Colour",
        },
      ],
    }
  `);
});

describe('the decorators are found by what they are', () => {
  test.each([
    ['renamed', "import { component as c, operation as o } from '@airssys/sdk';", '@c', '@o()'],
    ['of a namespace', "import * as sdk from '@airssys/sdk';", '@sdk.component', '@sdk.operation()'],
    ['re-exported', "import { component, op } from './again.ts';", '@component', '@op()'],
  ])('%s', (_, imports, component, operation) => {
    workspace.write('again.ts', "export { component, operation as op } from '@airssys/sdk';\n");
    const { model, diagnostics } = workspace.source(`${imports}
${component}({ id: 'acme:sample', version: '1.0.0' })
export class Sample { ${operation} run(): void {} }
`);
    expect(diagnostics).toEqual([]);
    expect(model?.operations.operations.map((one) => one.name)).toEqual(['run']);
  });
  test('default export, and export by name', () => {
    const head =
      "import { component, operation } from '@airssys/sdk';\n@component({ id: 'acme:sample', version: '1.0.0' })\n";
    const names = (text: string): readonly unknown[] => {
      const { model } = workspace.source(`${head}${text}`);
      return [model?.className, model?.exportName];
    };
    expect(names('export class A { @operation() run(): void {} }')).toEqual(['A', undefined]);
    expect(names('export default class A { @operation() run(): void {} }')).toEqual(['A', 'default']);
    expect(names('class B { @operation() run(): void {} }\nexport { B as C, B };')).toEqual(['B', undefined]);
    expect(names('class B { @operation() run(): void {} }\nexport { B as C };')).toEqual(['B', 'C']);
    expect(names('class B { @operation() run(): void {} }\nexport default B;')).toEqual(['B', 'default']);
    expect(names('class B { @operation() run(): void {} }\nexport type { B };')).toEqual([undefined, undefined]);
  });
});

describe('options', () => {
  const model = (options: string, before = '') =>
    workspace.source(`import { component, operation } from '@airssys/sdk';
${before}
/** Counts. And more. */
@component(${options})
export class Sample { @operation() run(): void {} }
`).model;

  test('defaults', () => {
    expect(model("{ id: 'acme:sample', version: '1.0.0' }")).toMatchObject({
      description: 'Counts.',
      author: '',
      license: '',
      stateful: false,
      limits: { maxMemoryBytes: 64 * 1024 * 1024 },
      hooks: {},
      permissions: [],
    });
  });
  test('constants, products, templates, `as const` and shorthand', () => {
    const before =
      "const version = '1.2.3' as const;\nconst KIB = 1024;\nconst author = `Ada`;\nconst SIZES = { max: 2 * KIB ** 2 } as const;";
    expect(
      model(
        "{ id: ('acme:sample'), version, author, limits: { maxMemoryBytes: SIZES.max, maxFuel: 1_000_000 } } as const",
        before,
      ),
    ).toMatchObject({
      version: '1.2.3',
      author: 'Ada',
      limits: { maxMemoryBytes: 2 * 1024 * 1024, maxFuel: 1_000_000 },
    });
  });
  test.each(['0.0.0', '1.0.0-alpha.1', '1.0.0-0a', '1.0.0+build.5', '10.20.30-rc.1+x-y'])('version %s', (version) => {
    expect(model(`{ id: 'acme:sample', version: '${version}' }`)?.version).toBe(version);
  });
});

test('permissions of class and methods, each once', () => {
  const { model } = workspace.source(`import { component, onMessage, requires } from '@airssys/sdk';
@requires('storage.read', 'clock')
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @requires('storage') @onMessage() take(): void {}
}
`);
  expect(model?.permissions.map(({ area, action }) => `${area}.${action}`)).toEqual([
    'storage.read',
    'clock.read',
    'storage.write',
    'storage.delete',
  ]);
  expect(model?.hooks).toEqual({ message: 'take' });
});

test.each([
  ["@onSnapshot() give(): string { return ''; }", { snapshot: 'give' }],
  ['@onMigrate() take(old: string, from: string): void { void [old, from]; }', { migrate: 'take' }],
])('a hook for the state makes the world export the migration: %s', (member, hooks) => {
  const { model, diagnostics } =
    workspace.source(`import { component, onMigrate, onSnapshot, operation } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @operation() run(): void {}
  ${member}
}
`);
  expect(diagnostics).toEqual([]);
  expect(model?.hooks).toEqual(hooks);
  expect(model && printWit(model, { imports: [] })).toContain(`world component {
  export airssys:core/component-lifecycle@1.0.0;
  export airssys:ext-lifecycle/migration@1.0.0;
  export operations;
}`);
});

test('a method for requests makes the world export the handler of WASI, and is enough for a component', () => {
  const { model, diagnostics } =
    workspace.source(`import { component, type HttpServerRequest, type HttpServerResponse, onRequest } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @onRequest() answer(request: HttpServerRequest): HttpServerResponse { return { body: request.path }; }
}
`);
  expect(diagnostics).toEqual([]);
  expect(model?.hooks).toEqual({ request: 'answer' });
  expect(model && answersHttp(model)).toBe(true);
  expect(model && printWit(model, { imports: ['wasi:http/types@0.2.0'] })).toContain(`world component {
  import wasi:http/types@0.2.0;
  export airssys:core/component-lifecycle@1.0.0;
  export wasi:http/incoming-handler@0.2.0;
}`);
});

test('a method for requests follows the rules of hooks', () => {
  const { diagnostics } =
    workspace.source(`import { component, type HttpServerResponse, onRequest } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @onRequest() one(): HttpServerResponse { return {}; }
  @onRequest() two(): HttpServerResponse { return {}; }
}
`);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "AIRSSYS_WIT_HOOK: a second method with @onRequest; the first is 'one' in line 4",
  ]);
});

test.each([
  '@onRequest() static answer(): HttpServerResponse { return {}; }',
  '@onRequest() get answer(): HttpServerResponse { return {}; }',
])('requests are answered by a method of the instance, not by: %s', (member) => {
  const { diagnostics } =
    workspace.source(`import { component, type HttpServerResponse, onRequest } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  ${member}
}
`);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toContain(
    'AIRSSYS_WIT_HOOK: @onRequest is not on a method of the instance',
  );
});

test('hooks for the state follow the rules of hooks', () => {
  const { diagnostics } = workspace.source(`import { component, onMigrate, onSnapshot, operation } from '@airssys/sdk';
@component({ id: 'acme:sample', version: '1.0.0' })
export class Sample {
  @operation() run(): void {}
  @onSnapshot() one(): string { return ''; }
  @onSnapshot() two(): string { return ''; }
  @onMigrate() static take(old: string): void { void old; }
}
`);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "AIRSSYS_WIT_HOOK: a second method with @onSnapshot; the first is 'one' in line 5",
    'AIRSSYS_WIT_HOOK: @onMigrate is not on a method of the instance',
  ]);
});
