import { describe, expect, it } from 'vitest';
import { AirssysError, ERROR_CODES, isAirssysError } from '../src/index.ts';

describe('AirssysError', () => {
  it('carries code, hint, cause and data', () => {
    const cause = new Error('first');
    const error = new AirssysError('AIRSSYS_TRAP', 'It trapped', { hint: 'Look.', cause, data: { at: 1 } });
    expect(error).toMatchObject({ name: 'AirssysError', code: 'AIRSSYS_TRAP', message: 'It trapped', hint: 'Look.' });
    expect([error.cause, error.data]).toEqual([cause, { at: 1 }]);
    expect('cause' in new AirssysError('AIRSSYS_TRAP', '')).toBe(false);
    expect(new AirssysError('AIRSSYS_TRAP', '').data).toEqual({});
  });

  it('is known by its code, also as a copy from another thread', () => {
    const copy = Object.assign(new Error('It trapped'), { code: 'AIRSSYS_TRAP' });
    expect(isAirssysError(copy)).toBe(true);
    expect(isAirssysError(copy, 'AIRSSYS_TRAP')).toBe(true);
    expect(isAirssysError(copy, 'AIRSSYS_TRAP_DEADLINE')).toBe(false);
    for (const other of [
      null,
      'AIRSSYS_TRAP',
      { code: 'AIRSSYS_TRAP' },
      Object.assign(new Error(), { code: 'ENOENT' }),
    ]) {
      expect(isAirssysError(other)).toBe(false);
    }
    expect(isAirssysError(Object.assign(new Error(), { code: 'toString' }))).toBe(false);
  });

  it('has codes of one form', () => {
    for (const code of Object.keys(ERROR_CODES)) expect(code).toMatch(/^AIRSSYS_[A-Z]+(_[A-Z]+)*$/);
  });
});
