/** What a component is given with `@onInitialize`, out of WIT's record `component-config`. */
import type { Int64, Maybe } from '../imports.ts';
import type { ComponentConfig } from '../lifecycle.ts';
import { decodeUtf8 } from '../text.ts';

export interface RawConfig {
  readonly envVars: readonly (readonly [string, string])[];
  readonly configData: Maybe<Uint8Array>;
  readonly resourceLimits: {
    readonly maxMemoryBytes: Int64;
    readonly maxExecutionTimeMs: Int64;
    readonly maxFuel: Maybe<Int64>;
  };
}

export function toConfig(raw: RawConfig): ComponentConfig {
  const { maxMemoryBytes, maxExecutionTimeMs, maxFuel } = raw.resourceLimits;
  return {
    envVars: Object.fromEntries(raw.envVars),
    ...(raw.configData && { configData: raw.configData }),
    get configText() {
      return raw.configData ? decodeUtf8(raw.configData) : '';
    },
    limits: {
      maxMemoryBytes: Number(maxMemoryBytes),
      maxExecutionTimeMs: Number(maxExecutionTimeMs),
      ...(maxFuel !== undefined && maxFuel !== null && { maxFuel: Number(maxFuel) }),
    },
  };
}
