import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { offAbort, onAbort, shareAborts } from '../../src/sandbox/abort-listeners.ts';

test('a signal of one call has its listener as long as it is wanted', () => {
  const { signal } = new AbortController();
  const listener = (): void => {};
  onAbort(signal, listener);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  offAbort(signal, listener);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a signal of many calls has one listener, which tells those that have not gone', () => {
  const controller = new AbortController();
  const { signal } = controller;
  shareAborts(signal);
  const told: string[] = [];
  const gone = (): void => void told.push('gone');
  const last = (): void => void told.push('last');
  onAbort(signal, gone);
  onAbort(signal, () => {
    told.push('first');
    offAbort(signal, last);
  });
  onAbort(signal, last);
  offAbort(signal, gone);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  controller.abort();
  expect(told).toEqual(['first']);
});
