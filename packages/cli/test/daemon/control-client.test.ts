import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ControlClient } from '../../src/daemon/control-client.ts';
import { ControlServer } from '../../src/daemon/control-server.ts';

test('who gives up is told that, not that the host is gone; and the host hears of it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'airssys-'));
  onTestFinished(async () => await rm(dir, { recursive: true, force: true }));
  const socket = join(dir, 'control.sock');
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  await using _server = await ControlServer.listen(socket, {
    'POST /work': async ({ signal, onProgress }) => {
      signal.addEventListener('abort', () => resolve());
      onProgress({ step: 'begun' });
      await heard;
    },
  });
  const giveUp = new AbortController();
  const asked = new ControlClient(socket).ask({
    method: 'POST',
    path: '/work',
    onProgress: () => giveUp.abort(),
    signal: giveUp.signal,
  });
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  await heard;
});
