import { u64 } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

export const CLOCK: MockedService = {
  service: 'clock',
  functions: {
    nowMs: { targets: ['currentTimeMillis'], toResult: u64 },
    sleep: { targets: ['sleepMillis'], toArgs: ([durationMs]) => [Number(durationMs)] },
  },
  errors: {},
};
