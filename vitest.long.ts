/**
 * Test files that take long, by their paths: whole programs from a folder to a component that runs, campaigns in their short form, all
 * commands of a shell. `npm test` leaves them out (`AIRSSYS_TESTS=quick`); `npm run test:all` and CI run them.
 */
export const LONG: readonly string[] = [
  'packages/cli/test/completion.test.ts',
  'packages/cli/test/fuzz.test.ts',
  'packages/cli/test/fuzz/imports.test.ts',
  'packages/cli/test/killed.test.ts',
  'packages/cli/test/publish-npm.test.ts',
  'packages/create-airssys/test/getting-started.test.ts',
  'packages/create-airssys/test/templates.test.ts',
  'packages/host/test/chaos/chaos.test.ts',
  'packages/host/test/crash/crash.test.ts',
  'packages/host/test/documented.test.ts',
  'packages/host/test/hostile/hostile.test.ts',
  'packages/host/test/isolation/heap.test.ts',
  'packages/sdk/test/build/engines/quickjs-startup.test.ts',
  'packages/sdk/test/build/equal-bytes.test.ts',
  'packages/testing/test/coverage/watch.test.ts',
  'packages/testing/test/fuel-snapshot.test.ts',
  'packages/testing/test/prepare-component.test.ts',
  'test/conformance.test.ts',
  'test/documented/snippets.test.ts',
  'test/documented/testing.test.ts',
  'test/example-readmes.test.ts',
  'test/mapping/echo.test.ts',
  'test/replays/replays.test.ts',
  'test/wasmtime.test.ts',
];
