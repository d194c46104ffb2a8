import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AuditEntry,
  AuditLog,
  type AuditSink,
  consoleSink,
  fileSink,
  formatAudit,
  isAuditGap,
  type OpenTelemetryLogger,
  openTelemetrySink,
  readChain,
  sqliteSink,
  verifyChain,
} from '../../src/index.ts';
import { decision, facts } from './decisions.ts';

let folder = '';
let files = 0;
const fresh = (): string => join(folder, `audit-${(files += 1)}.log`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airssys-audit-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function writeEvents(sink: AuditSink, count: number): Promise<void> {
  await using log = new AuditLog({ sinks: [sink], onSinkError: (error) => expect.unreachable(String(error)) });
  for (let i = 0; i < count; i += 1) log.record(facts());
}

describe('the file sink', () => {
  test('continues its chain over restarts and from file to file', async () => {
    const path = fresh();
    for (let restart = 0; restart < 3; restart += 1) {
      await writeEvents(fileSink({ path, maxBytes: 40_000 }), 300);
    }
    expect((await readdir(folder)).filter((name) => path.endsWith(name.replace(/\.\d$/, ''))).length).toBeGreaterThan(
      2,
    );
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 900, continues: false, fault: undefined });
  });

  test('keeps as many old files as it is told', async () => {
    const path = fresh();
    await writeEvents(fileSink({ path, maxBytes: 1_000, maxFiles: 2 }), 2_000);
    const names = (await readdir(folder)).map((name) => join(folder, name)).filter((name) => name.startsWith(path));
    expect(names.sort()).toEqual([path, `${path}.1`, `${path}.2`]);
    expect(await verifyChain(readChain(path))).toMatchObject({ continues: true, fault: undefined });
  });

  test('cuts off what a killed process has left, and says so', async () => {
    const path = fresh();
    await writeEvents(fileSink({ path }), 2);
    await truncate(path, (await stat(path)).size - 10);
    await writeEvents(fileSink({ path }), 1);
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 3, dropped: 1, fault: undefined });
    expect(await readFile(path, 'utf8')).toContain('the host ended while it wrote');
  });

  test('does not go on where another process has written, and its events are a gap', async () => {
    const path = fresh();
    const errors: unknown[] = [];
    await using log = new AuditLog({ sinks: [fileSink({ path })], onSinkError: (error) => errors.push(error) });
    log.record(facts());
    await log.flush();
    await writeEvents(fileSink({ path }), 1);
    log.record(facts());
    await log.flush();
    expect(errors).toMatchObject([
      { code: 'AIRSSYS_AUDIT_IO', cause: { message: 'another process has written to it' } },
    ]);
    expect(log.dropped).toBe(1);
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 3, dropped: 1, fault: undefined });
  });

  test('does not add to a file that is no audit log', async () => {
    const path = fresh();
    await writeFile(path, 'dear diary\n');
    const errors: unknown[] = [];
    {
      await using log = new AuditLog({ sinks: [fileSink({ path })], onSinkError: (error) => errors.push(error) });
      log.record(facts());
    }
    expect(errors[0]).toMatchObject({ code: 'AIRSSYS_AUDIT_IO' });
    expect(await readFile(path, 'utf8')).toBe('dear diary\n');
  });

  test('makes files that only their owner may read', async () => {
    const path = fresh();
    await writeEvents(fileSink({ path }), 1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('writes text for people, if told to', async () => {
    const path = fresh();
    await writeEvents(fileSink({ path, format: 'compact' }), 2);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3);
  });
});

describe('the SQLite sink', () => {
  test('keeps one chain for several writers, which nobody changes or shortens', async () => {
    const path = fresh();
    await Promise.all([writeEvents(sqliteSink({ path }), 300), writeEvents(sqliteSink({ path }), 300)]);
    expect(await verifyChain(readChain(path))).toMatchObject({ entries: 600, fault: undefined });
    using database = new DatabaseSync(path);
    expect(() => database.exec("UPDATE audit SET line = ''")).toThrow('an audit log is only added to');
    expect(() => database.exec('DELETE FROM audit')).toThrow('an audit log is only added to');
  });

  test('shows what was changed behind its back', async () => {
    const path = fresh();
    await writeEvents(sqliteSink({ path }), 3);
    using database = new DatabaseSync(path);
    database.exec('DROP TRIGGER audit_is_never_changed');
    database.exec(`UPDATE audit SET line = replace(line, '"allowed":false', '"allowed":true') WHERE number = 2`);
    expect((await verifyChain(readChain(path))).fault).toEqual({
      line: 2,
      what: 'its hash is not that of its content',
    });
  });

  test('is refused where there is no database', async () => {
    const path = fresh();
    await writeFile(path, 'x'.repeat(1_000));
    expect(() => sqliteSink({ path })).toThrow(expect.objectContaining({ code: 'AIRSSYS_AUDIT_IO' }));
  });
});

test('records of OpenTelemetry hold the event', async () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  await writeEvents(openTelemetrySink(provider.getLogger('audit')), 1);
  await provider.forceFlush();
  const [record] = exporter.getFinishedLogRecords();
  expect(record).toMatchObject({
    severityText: 'WARN',
    attributes: { 'airssys.audit.resource': '/etc/passwd', 'airssys.audit.allowed': false },
  });
  expect(Math.round((record?.hrTime[0] ?? 0) * 1_000 - Date.now()) / 60_000).toBeCloseTo(0, 0);
  // It is the record's own time.
  expect(record?.attributes).not.toHaveProperty('airssys.audit.timeMs');
});

test('what is allowed is information for OpenTelemetry, and a gap is a warning', async () => {
  const records: Parameters<OpenTelemetryLogger['emit']>[0][] = [];
  const sink = openTelemetrySink({ emit: (record) => void records.push(record) });
  const gap = { dropped: 2, firstSequence: 4, lastSequence: 5, timeMs: 7, reason: 'the sink failed' };
  await sink.write([decision({ allowed: true }), gap]);
  expect(records).toMatchObject([
    { severityNumber: 9, severityText: 'INFO', body: expect.stringContaining(' ALLOW ') },
    { severityNumber: 13, severityText: 'WARN', timestamp: 7, attributes: { 'airssys.audit.dropped': 2 } },
  ]);
});

test('the console has one line for each event', async () => {
  let text = '';
  await writeEvents(consoleSink({ stream: { write: (more: string) => (text += more) } }), 3);
  const line = ' DENY   filesystem.read /etc/passwd by acme:shop@1.0.0#3 in order: no grant';
  expect(text.replaceAll(/^\S+Z/gm, '')).toBe(`${line}\n${line}\n${line}\n`);
});

describe('a log under load', () => {
  const slow = (): { readonly sink: AuditSink; readonly entries: AuditEntry[]; readonly go: () => void } => {
    const entries: AuditEntry[] = [];
    const gate = Promise.withResolvers<void>();
    const write = async (batch: readonly AuditEntry[]): Promise<void> => {
      await gate.promise;
      entries.push(...batch);
    };
    return { sink: { write, [Symbol.asyncDispose]: async () => {} }, entries, go: gate.resolve };
  };

  test('keeps its bound, and says in the place what it dropped', async () => {
    const { sink, entries, go } = slow();
    const log = new AuditLog({ sinks: [sink], maxWaiting: 10 });
    for (let i = 0; i < 25; i += 1) log.record(facts());
    expect(log.dropped).toBe(15);
    go();
    await log.flush();
    log.record(facts());
    await log.flush();
    expect(
      entries.map((entry) => (isAuditGap(entry) ? [entry.firstSequence, entry.lastSequence] : entry.sequence)),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, [11, 25], 26]);
    expect(entries[10]).toMatchObject({ dropped: 15, reason: 'the sink was slower than the events came' });
    expect(entries[10]?.timeMs).toBeLessThanOrEqual(entries[11]?.timeMs ?? 0);
  });

  test('has a gap where it filled up, and another where it did again', async () => {
    const { sink, entries, go } = slow();
    const log = new AuditLog({ sinks: [sink], maxWaiting: 2 });
    const record = (count: number): void => {
      for (let i = 0; i < count; i += 1) log.record(facts());
    };
    record(3);
    // The first two are with the sink now, and there is room behind them.
    await turn();
    await turn();
    record(4);
    go();
    await log.flush();
    expect(
      entries.map((entry) => (isAuditGap(entry) ? [entry.firstSequence, entry.lastSequence] : entry.sequence)),
    ).toEqual([1, 2, [3, 3], 4, [5, 7]]);
    expect(log.dropped).toBe(4);
  });

  test('a sink that fails receives the gap when it works again', async () => {
    const entries: AuditEntry[] = [];
    let broken = true;
    const sink: AuditSink = {
      write: (batch) => {
        if (broken) throw new Error('no room');
        entries.push(...batch);
      },
      [Symbol.asyncDispose]: async () => {},
    };
    const errors: unknown[] = [];
    const log = new AuditLog({ sinks: [sink], onSinkError: (error) => errors.push(error) });
    log.record(facts());
    log.record(facts());
    await log.flush();
    broken = false;
    log.record(facts());
    await log.flush();
    expect(errors.length).toBeGreaterThan(0);
    expect(entries).toMatchObject([
      { dropped: 2, firstSequence: 1, lastSequence: 2, reason: 'the sink failed' },
      { sequence: 3 },
    ]);
    expect(log.dropped).toBe(2);
  });

  test('sampled, it records every denial, and counts what it left out', () => {
    const log = new AuditLog({ sampleAllowed: 10 });
    const wanted = Array.from({ length: 95 }, () => log.wants(true)).filter(Boolean);
    expect([wanted.length, log.skipped, log.wants(false)]).toEqual([9, 86, true]);
  });
});

describe('formats', () => {
  test('for people and for programs', () => {
    const event = decision({ allowed: true, rule: 'filesystem.read:/etc/*' });
    expect(formatAudit(event, 'compact')).toMatchInlineSnapshot(
      `"2026-01-02T03:04:05.000Z ALLOW  filesystem.read /etc/passwd by acme:shop@1.0.0#3 in order: filesystem.read:/etc/*"`,
    );
    expect(formatAudit(event, 'pretty')).toMatchInlineSnapshot(`
      "2026-01-02T03:04:05.000Z  ALLOW  filesystem.read on /etc/passwd
        component  acme:shop@1.0.0, instance 3
        call       order (9) called airssys:ext-filesystem/files#read
        rule       filesystem.read:/etc/*
        event      1"
    `);
    expect(JSON.parse(formatAudit(event, 'json'))).toEqual(event);
    const gap = { dropped: 2, firstSequence: 4, lastSequence: 5, timeMs: 0, reason: 'the sink failed' };
    expect(formatAudit(gap, 'compact')).toMatchInlineSnapshot(
      `"1970-01-01T00:00:00.000Z GAP    2 events are missing (4 to 5): the sink failed"`,
    );
    expect(formatAudit(gap, 'pretty')).toBe('1970-01-01T00:00:00.000Z  2 events are missing (4 to 5): the sink failed');
    // After a tear nobody knows which.
    const unknown = { ...gap, firstSequence: 0, lastSequence: 0 };
    expect(formatAudit(unknown, 'compact')).toBe(
      '1970-01-01T00:00:00.000Z GAP    2 events are missing: the sink failed',
    );
    expect(formatAudit(decision({}), 'compact')).toContain('Z DENY   filesystem.read ');
  });

  test('a component cannot write lines, colours or directions of its own', () => {
    const resource = '/a\n2026 ALLOW\u001B[2J\u202Egpj\u2028\\n';
    for (const format of ['compact', 'json'] as const) {
      const text = formatAudit(decision({ resource, operation: resource, component: resource }), format);
      expect([text.includes('\n'), text.includes('\u001B')]).toEqual([false, false]);
    }
    expect(formatAudit(decision({ resource }), 'compact')).toContain(
      '/a\\u{a}2026 ALLOW\\u{1b}[2J\\u{202e}gpj\\u{2028}\\\\n',
    );
  });
});

test('a chain is read whatever separators a component has named', async () => {
  const path = fresh();
  await using log = new AuditLog({ sinks: [fileSink({ path })] });
  for (const resource of ['\u2028', '\u2029', '\r', '\r\n', '\0', '\uD800', '}\n{']) log.record(facts({ resource }));
  await log.flush();
  expect(await verifyChain(readChain(path))).toMatchObject({ entries: 7, fault: undefined });
  await appendFile(path, '{"forged":true}\n');
  expect((await verifyChain(readChain(path))).fault).toEqual({ line: 8, what: 'it is no entry of an audit log' });
});
