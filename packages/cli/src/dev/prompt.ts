/** Lines that are typed: calls of operations, and commands that begin with a dot. */
import { createInterface, type Interface } from 'node:readline';
import type { AuditEvent, LogEntry, Usage } from '@airssys/host';
import { closest } from '@airssys/model';
import type { CommandIo, Output } from '../io.ts';
import { formatUsage } from '../report/numbers.ts';
import { formatSignature } from '../report/signature.ts';
import { usageError } from '../report/usage-error.ts';
import type { KeptEvents } from '../run/kept-events.ts';
import { parseCallLine } from './call-line.ts';
import { auditText, type DevReport } from './dev-report.ts';
import type { DevSession } from './dev-session.ts';

export interface PromptOptions {
  readonly session: DevSession;
  readonly report: DevReport;
  readonly logs: KeptEvents<LogEntry>;
  readonly audit: KeptEvents<AuditEvent>;
  readonly signal: AbortSignal;
  /** Ends the command. */
  readonly end: () => void;
}

interface Command {
  readonly help: string;
  readonly run: (options: PromptOptions, prompt: Prompt) => Promise<void> | void;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  '.operations': {
    help: 'what can be called',
    run({ session, report }) {
      const operations = session.model?.operations;
      const texts = operations?.operations.map((one) => formatSignature(one, operations)) ?? [];
      report.lines('operations', texts, texts);
    },
  },
  '.usage': {
    help: 'what the last call has used',
    run({ report }, { lastUsage }) {
      report.lines('usage', lastUsage ? [lastUsage] : [], [
        lastUsage ? formatUsage(lastUsage) : 'nothing was called yet',
      ]);
    },
  },
  '.audit': {
    help: 'the decisions on permissions, the latest last',
    run: ({ report, audit: { events } }) => report.lines('audit', events, events.map(auditText)),
  },
  '.logs': {
    help: 'what was logged, the latest last',
    run: ({ report, logs: { events } }) =>
      report.lines(
        'logs',
        events,
        events.map(({ level, message }) => `${level.padEnd(5)} ${message}`),
      ),
  },
  '.restart': {
    help: 'begin anew: what the component remembers is lost, what it has stored stays',
    async run({ session, report }) {
      await session.restart();
      report.lines('restarted', [], ['restarted']);
    },
  },
  '.help': {
    help: 'this list',
    run({ report }) {
      const rows = Object.entries(COMMANDS).map(([name, { help }]) => `${name.padEnd(12)} ${help}`);
      report.lines('help', rows, [
        'add(2) or add 2 calls an operation; texts need quotes where they have spaces',
        ...rows,
      ]);
    },
  },
  '.exit': { help: 'end', run: ({ end }) => end() },
};

export class Prompt implements Disposable {
  lastUsage: Usage | undefined;
  readonly #options: PromptOptions;
  readonly #lines: Interface;
  readonly #isTerminal: boolean;
  /** One line after the other, in their order. */
  #last: Promise<void> = Promise.resolve();

  constructor(io: CommandIo, options: PromptOptions) {
    const { stdin, stdout } = io.streams;
    this.#options = options;
    this.#isTerminal = io.stdout.isTerminal && 'isTTY' in stdin && stdin.isTTY === true;
    this.#lines = createInterface({
      input: stdin,
      ...(this.#isTerminal && { output: stdout, prompt: '> ', completer: (line: string) => this.#complete(line) }),
    });
    this.#lines.on('line', (line) => {
      this.#last = this.#last.then(async () => await this.run(line));
    });
    // While it reads a terminal, Ctrl-C is a key that it is told of.
    this.#lines.on('SIGINT', options.end);
    if (this.#isTerminal) this.#lines.prompt();
  }

  /** Runs one line. Whatever goes wrong is told. */
  async run(line: string): Promise<void> {
    const text = line.trim();
    try {
      if (text.startsWith('.')) await this.#command(text);
      else if (text !== '') await this.#call(text);
    } catch (error) {
      if (!this.#options.signal.aborted) await this.#options.report.failure(error);
    }
    if (this.#isTerminal && !this.#options.signal.aborted) this.#lines.prompt();
  }

  /** An output whose text goes above the line that is being typed. */
  above(output: Output): Output {
    if (!this.#isTerminal) return output;
    return {
      ...output,
      write: (text) => {
        output.write(`\r\u001B[K${text}`);
        if (text.endsWith('\n')) this.#lines.prompt(true);
      },
    };
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }

  async #command(text: string): Promise<void> {
    const [name = ''] = text.split(/\s+/);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command !== undefined) return await command.run(this.#options, this);
    const meant = closest(name, Object.keys(COMMANDS));
    throw usageError(
      `There is no ${name}`,
      meant === undefined ? '.help lists what there is.' : `Did you mean ${meant}?`,
    );
  }

  async #call(text: string): Promise<void> {
    const { session, report, signal } = this.#options;
    const { operation, args } = parseCallLine(text);
    const answer = await session.call(operation, args, signal);
    this.lastUsage = answer.usage;
    report.result(operation, answer);
  }

  #complete(line: string): [string[], string] {
    const operations = this.#options.session.model?.operations.operations ?? [];
    const all = [
      ...operations.map(({ key, params }) => (params.length === 0 ? `${key}()` : `${key}(`)),
      ...Object.keys(COMMANDS),
    ];
    const found = all.filter((one) => one.startsWith(line));
    return [found.length > 0 ? found : all, line];
  }
}
