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
export type { ExploreOptions } from './explore/explore-options.ts';
export { explore } from './explore/explore.ts';
export type { Exploration } from './explore/explore.ts';
export type { ExploredCall, ExploredKind } from './explore/fault-point.ts';
export type { Scenario, ScenarioContext } from './explore/scenario.ts';
export { FakeFiles, fakeFiles } from './fakes/fake-files.ts';
export type { FakeFilesOptions } from './fakes/fake-files.ts';
export { FakeHttp, fakeHttp } from './fakes/fake-http.ts';
export type { ConnectFailure } from './fakes/fake-http.ts';
export { FakeProcesses, fakeProcesses } from './fakes/fake-processes.ts';
export type { ProcessCall, ProcessResult, ProgramFake, RunningCall } from './fakes/fake-processes.ts';
export { FakeStorage, fakeStorage } from './fakes/fake-storage.ts';
export type { FakeStorageOptions } from './fakes/fake-storage.ts';
export type { Fake, Fakes, FakeUser } from './fakes/fakes.ts';
export type { HttpAnswer, HttpFailure, HttpReply, HttpRequestReceived } from './fakes/http-route.ts';
export { createFaults } from './faults/create-faults.ts';
export type { FaultKind } from './faults/fault.ts';
export type { Faults, FuelSelection, InjectedFault, MemorySelection } from './faults/faults.ts';
export type { FaultSelection } from './faults/selection.ts';
export type { AnyResourceClass, Handle, HandleClass, HandlesIn } from './handles.ts';
export type { FunctionMock } from './imports/function-mock.ts';
export type { MountedImports } from './imports/import-mocks.ts';
export { mockInterface } from './imports/mock-interface.ts';
export type { Interaction, InterfaceMock, InterfaceMockControl, InterfaceMockStart } from './imports/mock-interface.ts';
export type { Lifecycle, Start, UpdateMountOptions } from './lifecycle/lifecycle.ts';
export type { SuperviseOptions } from './lifecycle/supervised-place.ts';
export type {
  ComponentMatchers,
  Denial,
  FuelSnapshotOptions,
  LoggedDetails,
  SentPayload,
  Size,
  TrapName,
} from './matchers/component-matchers.ts';
export { Bus, createBus } from './messaging/bus.ts';
export type { BusOptions, TestMessageOptions, TestRequestOptions } from './messaging/bus.ts';
export { Inbox } from './messaging/inbox.ts';
export type { MessageHandler, ReceivedMessage } from './messaging/inbox.ts';
export { MessagePayload } from './messaging/message-payload.ts';
export type { Payload } from './messaging/message-payload.ts';
export type { Delivery } from './messaging/mount-mailbox.ts';
export type { SentMessage } from './messaging/sent-messages.ts';
export { createMocks } from './mocks/create-mocks.ts';
export type { ClientFailure, ClientFunctionMock, ClientMocks } from './mocks/create-mocks.ts';
export type {
  ClockMock,
  FilesMock,
  LogMock,
  MessagingMock,
  MockCall,
  Mocks,
  RandomMock,
  SecretsMock,
  StorageMock,
} from './mocks/mocks.ts';
export type { MountOptions } from './mount-options.ts';
export { mount } from './mount.ts';
export type { AnyComponentClass, MountControl, Mounted, Operations, UntypedComponent } from './mounted.ts';
export { replay } from './replay/replay.ts';
export type { ReplayTestOptions } from './replay/replay.ts';
export { createRandomness } from './seeded-randomness.ts';
export type { Duration } from './time/duration.ts';
export { createClock, VirtualClock } from './time/virtual-clock.ts';
export type { VirtualClockOptions } from './time/virtual-clock.ts';
