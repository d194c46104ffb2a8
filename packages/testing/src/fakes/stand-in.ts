/** The file that is run in a program's place: it tells the test what it was started with, and does what the test says. */

/** A line to the test. */
export type FromProgram =
  | {
      readonly kind: 'start';
      readonly path: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
    }
  | { readonly kind: 'input'; readonly base64: string }
  | { readonly kind: 'input-end' };

/** The one line to the program. */
export interface ToProgram {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export function standIn({ path, socketPath }: { readonly path: string; readonly socketPath: string }): string {
  return `#!${process.execPath}
const { connect } = require('node:net');
const { text } = require('node:stream/consumers');
const socket = connect(${JSON.stringify(socketPath)});
const say = (line) => socket.write(JSON.stringify(line) + '\\n');
const { ${HOSTS_OWN}: _, ...env } = process.env;
say({ kind: 'start', path: ${JSON.stringify(path)}, args: process.argv.slice(2), env, cwd: process.cwd() });
process.stdin.on('data', (piece) => say({ kind: 'input', base64: piece.toString('base64') }));
process.stdin.on('end', () => say({ kind: 'input-end' }));
process.stdin.on('error', () => {});
socket.on('error', () => process.exit(1));
text(socket).then((said) => {
  const { stdout, stderr, exitCode } = JSON.parse(said);
  process.stderr.write(Buffer.from(stderr, 'base64'), () =>
    process.stdout.write(Buffer.from(stdout, 'base64'), () => process.exit(exitCode)),
  );
});
`;
}

/** By which the host finds what a process has started. */
const HOSTS_OWN = 'AIRSSYS_PROCESS';
