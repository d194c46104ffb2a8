import { describe, expect, it } from 'vitest';
import { type CommandIo, EXIT, main, type Output } from '../src/index.ts';
import { PACKAGE_DIR } from './support/command.ts';

/** An output that keeps what is written. */
class Kept implements Output {
  readonly isTerminal: boolean;
  readonly columns = 60;
  text = '';

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  write(text: string): void {
    this.text += text;
  }
}

function keptIo(isTerminal: boolean): CommandIo & { readonly stdout: Kept; readonly stderr: Kept } {
  const catchInterrupt = (): AbortSignal => new AbortController().signal;
  const { stdin, stdout, stderr } = process;
  const streams = { stdin, stdout, stderr };
  return { stdout: new Kept(isTerminal), stderr: new Kept(isTerminal), streams, env: {}, catchInterrupt };
}

const MISSING = ['inspect', `${PACKAGE_DIR}/nowhere.wasm`];

describe('in a terminal', () => {
  it('errors have colours, and are set to its width', async () => {
    const io = keptIo(true);
    expect(await main(['build', '--engine', 'v8'], io)).toBe(EXIT.usage);
    expect(io.stderr.text).toMatchInlineSnapshot(`
      "[31merror[39m [1mAIRSSYS_CLI_USAGE:[22m Option '--engine <name>' argument
        'v8' is invalid. Allowed choices are starlingmonkey,
        quickjs
      [32mhint:[39m airssys build --help says more.

      "
    `);
  });

  it('a document is for reading', async () => {
    const io = keptIo(true);
    expect(await main([...MISSING, '--json'], io)).toBe(EXIT.usage);
    expect(io.stdout.text.split('\n').slice(0, 3)).toEqual(['{', '  "error": {', '    "code": "AIRSSYS_CLI_USAGE",']);
    expect(io.stderr.text).toBe('');
  });
});

describe('without a terminal', () => {
  it('nothing has colours, and a document is one line', async () => {
    const io = keptIo(false);
    expect(await main([...MISSING, '--json'], io)).toBe(EXIT.usage);
    expect(io.stdout.text.trimEnd().split('\n')).toHaveLength(1);
    expect(await main(MISSING, io)).toBe(EXIT.usage);
    expect(io.stderr.text).not.toContain('\u001B');
  });
});

describe('a defect', () => {
  it('shows its stack, and asks for a report', async () => {
    const io = keptIo(false);
    const broken: CommandIo = {
      ...io,
      catchInterrupt: () => {
        throw new RangeError('out of signals');
      },
    };
    expect(await main(['run', 'x.wasm'], broken)).toBe(EXIT.defect);
    expect(io.stderr.text).toMatch(
      /^error INTERNAL: out of signals\nRangeError: out of signals\n {4}at .*main\.test\.ts/,
    );
    expect(io.stderr.text).toContain('Please report it');
  });
});
