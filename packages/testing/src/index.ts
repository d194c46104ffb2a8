// Kept in the declarations, so that whoever imports the package has the type of such imports; a module could not declare it.
// oxlint-disable-next-line triple-slash-reference
/// <reference path="../component-imports.d.ts" preserve="true" />
// Importing the package registers its matchers.
import './matchers/register.ts';

export { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
export { componentFixture } from './component-fixture.ts';
export type { ComponentFixture } from './component-fixture.ts';
export { importedComponent } from './imported-component.ts';
export type { ImportedComponent } from './imported-component.ts';
export { consumerContract } from './contract/consumer-contract.ts';
export type { ConsumerContractOptions, Expectation } from './contract/consumer-contract.ts';
export { contract } from './contract/contract.ts';
export type { ContractBuild } from './contract/contract.ts';
export { expectationsOf } from './contract/expectations.ts';
export type { FunctionMock } from './imports/function-mock.ts';
export type { MountedImports } from './imports/import-mocks.ts';
export { mockInterface } from './imports/mock-interface.ts';
export type { Interaction, InterfaceMock, InterfaceMockControl, InterfaceMockStart } from './imports/mock-interface.ts';
export type { ComponentMatchers, Denial, TrapName } from './matchers/component-matchers.ts';
export type { AnyResourceClass, Handle, HandleClass, HandlesIn } from './handles.ts';
export { mount } from './mount.ts';
export type { MountOptions } from './mount-options.ts';
export type { AnyComponentClass, Mounted, MountControl, Operations, UntypedComponent } from './mounted.ts';
export type { MockCall, Mocks } from './mocks/mocks.ts';
export type {
  ClockMock,
  FilesMock,
  LogMock,
  MessagingMock,
  RandomMock,
  SecretsMock,
  StorageMock,
} from './mocks/mocks.ts';
export { replay } from './replay/replay.ts';
export type { ReplayTestOptions } from './replay/replay.ts';
export { createRandomness } from './seeded-randomness.ts';
export type { Duration } from './time/duration.ts';
export { createClock, VirtualClock } from './time/virtual-clock.ts';
export type { VirtualClockOptions } from './time/virtual-clock.ts';
