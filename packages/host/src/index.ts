export { usageOf } from './call-usage.ts';
export { isAuditGap } from './capabilities/audit/audit-event.ts';
export type { AuditEntry, AuditEvent, AuditGap, AuditSink } from './capabilities/audit/audit-event.ts';
export { formatAudit } from './capabilities/audit/audit-format.ts';
export type { AuditFormat } from './capabilities/audit/audit-format.ts';
export { AuditLog } from './capabilities/audit/audit-log.ts';
export type { AuditOptions } from './capabilities/audit/audit-log.ts';
export { verifyChain } from './capabilities/audit/hash-chain.ts';
export type { ChainFault, ChainReport } from './capabilities/audit/hash-chain.ts';
export { readChain } from './capabilities/audit/read-chain.ts';
export { consoleSink } from './capabilities/audit/sinks/console-sink.ts';
export type { ConsoleSinkOptions } from './capabilities/audit/sinks/console-sink.ts';
export { fileSink } from './capabilities/audit/sinks/file-sink.ts';
export type { FileSinkOptions } from './capabilities/audit/sinks/file-sink.ts';
export { openTelemetrySink } from './capabilities/audit/sinks/open-telemetry-sink.ts';
export type { OpenTelemetryLogger } from './capabilities/audit/sinks/open-telemetry-sink.ts';
export { sqliteSink } from './capabilities/audit/sinks/sqlite-sink.ts';
export type { SqliteSinkOptions } from './capabilities/audit/sinks/sqlite-sink.ts';
export { CapabilitySet } from './capabilities/capability-set.ts';
export type {
  AccessRequest,
  CapabilitySetOptions,
  Decision,
  Explanation,
  Grant,
  GrantOptions,
} from './capabilities/capability-set.ts';
export type { CustomCapabilities, CustomCapability, CustomKind } from './capabilities/pattern.ts';
export { AclPolicy } from './capabilities/policy/acl-policy.ts';
export type { AclPolicyOptions, AclRule } from './capabilities/policy/acl-policy.ts';
export type { GrantsOptions, SecurityOptions } from './capabilities/policy/instance-grants.ts';
export { RolePolicy } from './capabilities/policy/role-policy.ts';
export type { RolePolicyOptions } from './capabilities/policy/role-policy.ts';
export type {
  PermissionResult,
  SecurityContext,
  SecurityMode,
  SecurityPolicy,
  TrustLevel,
} from './capabilities/policy/security-policy.ts';
export { byTrust, GRANT_NOTHING, GRANT_REQUESTED } from './capabilities/policy/trust-policy.ts';
export { ComponentHost, hostFunctions } from './component-host.ts';
export type { HostOptions, LoadOptions } from './component-host.ts';
export type { Surroundings } from './surroundings.ts';
export { isComponentInstance } from './component-instance.ts';
export type { ComponentInstance, HealthStatus } from './component-instance.ts';
export { fetchComponent, isRemote } from './distribution/fetch-component.ts';
export type { FetchedComponent, FetchOptions } from './distribution/fetch-component.ts';
export type { TransferOptions } from './distribution/http-transfer.ts';
export { publishNpmComponent } from './distribution/npm/publish-npm-component.ts';
export type {
  NpmComponentFiles,
  NpmPackageFacts,
  PublishedPackage,
  PublishNpmOptions,
} from './distribution/npm/publish-npm-component.ts';
export type { NpmOptions } from './distribution/npm/run-npm.ts';
export type { ArtifactFacts, ComponentWorld } from './distribution/oci/artifact.ts';
export { pushComponent } from './distribution/oci/push-component.ts';
export type { PushedComponent, PushOptions } from './distribution/oci/push-component.ts';
export type { RegistryOptions } from './distribution/oci/registry-client.ts';
export type { Environment } from './distribution/oci/registry-credentials.ts';
export { readComponent } from './engine/component-binary.ts';
export type { ComponentBinary } from './engine/component-binary.ts';
export { isCoreModule } from './engine/core-program.ts';
export type { MeteringMode } from './engine/metering/meter-module.ts';
export type { GarbageOptions, GarbageReport } from './host/collect-garbage.ts';
export type {
  HostCallOptions,
  HostServeOptions,
  InstallOptions,
  InstanceSurroundings,
  OpenOptions,
  Progress,
  ProgressOptions,
  SignatureOptions,
  UpdateOptions,
} from './host/host-options.ts';
export { Host } from './host/host.ts';
export type { UpdatePlan } from './host/update.ts';
export type { ImportProvider, ImportProviders, ProvidedInterface, ProviderOf } from './imports/import-provider.ts';
export type { InstanceOptions, PoolOptions } from './instance-options.ts';
export { COMMAND_RULES } from './lifecycle/command-rules.ts';
export type { Command, Rule } from './lifecycle/command-rules.ts';
export type { EventsOptions, LifecycleEvent, LifecycleGap, LifecycleTransition } from './lifecycle/lifecycle-events.ts';
export {
  DEFAULT_TIMEOUTS,
  isActive,
  isTerminal,
  isTransitional,
  LIFECYCLE_STATES,
  TRANSITIONS,
} from './lifecycle/lifecycle-state.ts';
export type { LifecycleState, Transition, TransitionalState } from './lifecycle/lifecycle-state.ts';
export type { LoadedComponent } from './loaded-component.ts';
export type {
  AskOptions,
  BrokerCounters,
  BrokerOptions,
  RequestOptions,
  SendOptions,
} from './messaging/broker-options.ts';
export { Broker } from './messaging/broker.ts';
export type { DeadLetter, DeadLetterListener, DeadLetterReason } from './messaging/dead-letters.ts';
export type {
  DeliveryGuarantee,
  MailboxOptions,
  OverflowPolicy,
  ReceiverDescription,
} from './messaging/mailbox-options.ts';
export type { Mailbox, MailboxCounters, MailboxState, ReceiverSource } from './messaging/mailbox.ts';
export type { ComponentAddress, ComponentMessage, MessageMetadata } from './messaging/message.ts';
export { decodePayload, encodePayload } from './messaging/payload/payload.ts';
export type { DecodedPayload, PayloadCodec, PayloadValue } from './messaging/payload/payload.ts';
export type { HandlingOptions, Receiver } from './messaging/receiver.ts';
export type {
  ItemsSource,
  OnError,
  OperationSource,
  PipelineDefinition,
  PipelineSource,
  StageDefinition,
  StageOptions,
  TopicEnd,
} from './pipelines/definition.ts';
export { drawGraph } from './pipelines/graph/draw-graph.ts';
export type { Graph, GraphEdge, GraphNode } from './pipelines/graph/graph.ts';
export { parsePipeline } from './pipelines/parse-pipeline.ts';
export { componentRef, Pipeline, pipeline } from './pipelines/pipeline.ts';
export type { ComponentRef, OperationFor, Passed, PipelineOptions, PipelineStart } from './pipelines/pipeline.ts';
export { RunningPipeline, runPipeline } from './pipelines/run-pipeline.ts';
export type { PipelineHost, PipelineMetrics } from './pipelines/run-pipeline.ts';
export type { StageMetrics } from './pipelines/stage-runner.ts';
export type { InstancePool } from './pool/instance-pool.ts';
export { showOutcome } from './recording/compare-ends.ts';
export { describeDifference } from './recording/difference.ts';
export type { Difference } from './recording/difference.ts';
export { parseRecording, readRecording } from './recording/read-recording.ts';
export type { RecordedCall, Recording } from './recording/read-recording.ts';
export type { RecordingPolicy, RecordOptions } from './recording/record-options.ts';
export type {
  CallLine,
  EndLine,
  HeaderLine,
  HostAnswer,
  HostLine,
  RecordedOutcome,
} from './recording/recording-lines.ts';
export { demandSame, replayRecording } from './recording/replay-recording.ts';
export type { Replayed, ReplayedCall, ReplayOptions } from './recording/replay-recording.ts';
export type { Encoded } from './recording/value-coding.ts';
export { ComponentQuery } from './registry/component-query.ts';
export type {
  ComponentSettings,
  HistoryEntry,
  InstallationSource,
  TransitionReason,
  VersionHash,
  VersionRecord,
  VersionSignature,
} from './registry/component-record.ts';
export type { InstalledComponent } from './registry/installed-component.ts';
export type { HistoryOptions } from './registry/registry.ts';
export type { CallResult, ResourceClass } from './resources/typed-calls.ts';
export type { ProgramEnd, ProgramOptions } from './run-program.ts';
export type { GuestError } from './sandbox/guest-error.ts';
export type { HostCallInterceptor, InterceptedCall } from './sandbox/interceptor.ts';
export type { LimitedCall, LimitInterceptor } from './sandbox/limit-interceptor.ts';
export { DEFAULT_LIMITS } from './sandbox/limits.ts';
export type { Limits } from './sandbox/limits.ts';
export type { InspectedMoment, MemoryInspector } from './sandbox/memory-inspector.ts';
export type { CallOptions, CallOutcome, SandboxState } from './sandbox/sandbox.ts';
export { formatFrames } from './sandbox/trap-frame.ts';
export type { SourceFrame, TrapFrame, WasmFrame } from './sandbox/trap-frame.ts';
export { TrapError } from './sandbox/trap.ts';
export type { TrapKind } from './sandbox/trap.ts';
export type { Usage } from './sandbox/usage.ts';
export type { MountOptions, Mounts } from './services/files/mounts.ts';
export { GuestFault, WitError } from './services/host-service.ts';
export type { Caller, FunctionLanguage, HostCall, HostFunction, HostService } from './services/host-service.ts';
export { SYSTEM_CLOCK } from './services/host-services.ts';
export type { Clock, LogEntry, LogLevel, LogSink } from './services/host-services.ts';
export type { Connector, ConnectorPeer } from './services/network/connector.ts';
export type { NetworkOptions } from './services/network/network-options.ts';
export { dnsResolver, systemResolver } from './services/network/resolver.ts';
export type { Resolver } from './services/network/resolver.ts';
export type { ProcessLimits } from './services/processes/process-limits.ts';
export type { Randomness } from './services/random.ts';
export { directorySecrets } from './services/secrets/directory-secrets.ts';
export { environmentSecrets } from './services/secrets/environment-secrets.ts';
export type { SecretProvider } from './services/secrets/secret-provider.ts';
export type {
  BatchOptions,
  DeleteOptions,
  EntryPage,
  ExpectedEntry,
  KeyValueBackend,
  NamespaceUsage,
  PageOptions,
  SetOptions,
  StorageChange,
  StoredEntry,
  Write,
  WriteOutcome,
} from './services/storage/key-value-backend.ts';
export { MemoryBackend } from './services/storage/memory-backend.ts';
export type { MemoryBackendOptions } from './services/storage/memory-backend.ts';
export { exportNamespace, importNamespace } from './services/storage/namespace-export.ts';
export type { ImportOptions } from './services/storage/namespace-export.ts';
export { SqliteBackend } from './services/storage/sqlite-backend.ts';
export type { SqliteBackendOptions } from './services/storage/sqlite-backend.ts';
export { StagedBackend } from './services/storage/staged-backend.ts';
export type { StagedBatch, StagedOptions } from './services/storage/staged-backend.ts';
export { demandWritten } from './services/storage/write-rules.ts';
export type { OutputTarget, ProgramIo } from './services/wasi/cli/program-io.ts';
export type { HttpServing } from './serving/http-serving.ts';
export type { ServedRequest, ServeOptions } from './serving/serve-options.ts';
export type { ActorCounters, ActorState, ActorStateChange } from './supervision/actor-state.ts';
export type { ChildInfo, ChildStatus } from './supervision/child.ts';
export type { ChildCounts } from './supervision/children.ts';
export { ComponentActor } from './supervision/component-actor.ts';
export type { ComponentActorOptions } from './supervision/component-actor.ts';
export { components } from './supervision/components.ts';
export type { ComponentsOptions } from './supervision/components.ts';
export { formatTree } from './supervision/format-tree.ts';
export { messageRecord } from './supervision/message-record.ts';
export type { ActorMessage } from './supervision/message-record.ts';
export { supervise } from './supervision/supervise.ts';
export type { SuperviseOptions, SupervisorBuilder } from './supervision/supervise.ts';
export type { ChildSpec, EndReason, HealthCheck, RestartType, Supervised } from './supervision/supervised.ts';
export type { SupervisorEvent, SupervisorListener } from './supervision/supervisor-event.ts';
export type { AutoShutdown, Backoff, RestartStrategy, SupervisorOptions } from './supervision/supervisor-options.ts';
export { Supervisor } from './supervision/supervisor.ts';
export type { SupervisorState } from './supervision/supervisor.ts';
export type { HostEvent, HostEventListener, LimitApproached } from './telemetry/host-event.ts';
export type { LimitName } from './telemetry/limit-watch.ts';
export type { Tracer, TraceSpan } from './telemetry/tracer.ts';
export type { CallEndKind, EndedCall } from './updates/call-end.ts';
export { ComponentGeneration } from './updates/component-generation.ts';
export type { ComponentGenerationOptions } from './updates/component-generation.ts';
export { Deployment } from './updates/deployment.ts';
export type { DeploymentOptions, RollbackSettings } from './updates/deployment.ts';
export type { Generation, MakeSlot, Slot, SlotMigration, VersionId } from './updates/generation.ts';
export { exportStates, importStates } from './updates/hand-over.ts';
export type { HandedState } from './updates/hand-over.ts';
export { instanceSlots } from './updates/instance-slot.ts';
export type { UpdateStep } from './updates/plan-update.ts';
export { Router } from './updates/router.ts';
export type { CallWatcher, RoutedCallOptions } from './updates/router.ts';
export type { CallRoute, HeaderRule, RouteTarget, RoutingTable } from './updates/routing-table.ts';
export { runUpdate } from './updates/run-update.ts';
export { slotMigration } from './updates/slot-migration.ts';
export type { StateHolder } from './updates/slot-migration.ts';
export { tryMigration } from './updates/try-migration.ts';
export type { MigrationReport, TryMigrationOptions } from './updates/try-migration.ts';
export type { GuardFinding, GuardMeasure, LatencyGuard, UpdateGuard } from './updates/update-guard.ts';
export type { RunUpdateOptions, UpdateDeadlines, UpdateSettings } from './updates/update-options.ts';
export type { RollbackReason, UpdateListener, UpdateProgress, UpdateResult } from './updates/update-progress.ts';
export { isZeroDowntime, needsDoubleResources, resolveStrategy, STRATEGY_NAMES } from './updates/update-strategy.ts';
export type {
  BlueGreen,
  Canary,
  CanaryStep,
  Rolling,
  StopStart,
  StrategyName,
  UpdateStrategy,
} from './updates/update-strategy.ts';
export type { WaitingLineOptions } from './updates/waiting-line.ts';
export { demandAsRecorded } from './versions/build-record.ts';
export type { InterfaceChange } from './versions/interface-difference.ts';
export { signComponent, verifyComponent, withoutSignatures } from './versions/signatures.ts';
export { keyIdOf, newSigningKeys, readPublicKey } from './versions/signing-keys.ts';
export type { SigningKeys } from './versions/signing-keys.ts';
export type { VersionDifference } from './versions/version-difference.ts';
