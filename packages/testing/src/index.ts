// Importing the package registers its matchers.
import './matchers/register.ts';

export { consumerContract } from './contract/consumer-contract.ts';
export type { ConsumerContractOptions, Expectation } from './contract/consumer-contract.ts';
export { contract } from './contract/contract.ts';
export type { ContractBuild } from './contract/contract.ts';
export { expectationsOf } from './contract/expectations.ts';
export { explore } from './explore/explore.ts';
export type { Exploration } from './explore/explore.ts';
export type { Scenario, ScenarioContext } from './explore/scenario.ts';
export type { ExploreOptions } from './explore/explore-options.ts';
export type { ExploredCall, ExploredKind } from './explore/fault-point.ts';
export { createFaults } from './faults/create-faults.ts';
export type { Faults, FuelSelection, InjectedFault, MemorySelection } from './faults/faults.ts';
export type { FaultKind } from './faults/fault.ts';
export type { FaultSelection } from './faults/selection.ts';
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
