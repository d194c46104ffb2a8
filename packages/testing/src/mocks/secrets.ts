import { string } from './answers.ts';
import type { MockedService } from './mocked-service.ts';

/** Errors name the secret. */
const named = (_detail: string, [name]: readonly unknown[]): string => String(name);

export const SECRETS: MockedService = {
  service: 'secrets',
  functions: { get: { targets: ['get'], toResult: string, conceals: true } },
  errors: { 'not-found': named, denied: named, unavailable: named },
};
