/** `airssys serve` with its options. What it does is loaded when it runs. */
import type { Command } from 'commander';
import type { ServeFlags } from './commands/serve.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CommandIo } from './io.ts';
import { collect } from './program-options.ts';

type Done = (code: ExitCode) => void;

export function addServe(program: Command, io: CommandIo, done: Done): void {
  program
    .command('serve')
    .description('Answer HTTP requests by a component with wasi:http/incoming-handler, each in a sandbox of its own.')
    .argument('<component>', 'a component (.wasm)')
    .option('--port <number>', 'where to listen; 0 for a free port', '8080')
    .option('--address <address>', 'at which address of this machine', '127.0.0.1')
    .optionsGroup('May do:')
    .option(
      '--allow <permission>',
      'grant a permission, such as network.outbound:example.com:443 (repeatable)',
      collect,
    )
    .option('--mount <guest=dir>', 'let it see a directory, such as /data=./data (repeatable)', collect)
    .option('--env <name=value>', 'an environment value for it (repeatable)', collect)
    .option('--storage <file>', 'keep its storage in this file (default: in memory)')
    .optionsGroup('Limits:')
    .option('--max-requests <count>', 'requests at once; further ones are answered 503', '64')
    .option('--max-body <bytes>', 'body of a request, such as 1MiB; a larger one is answered 413', '10MiB')
    .option('--max-fuel <units>', 'fuel per request; about one unit per instruction')
    .option('--max-memory <bytes>', 'linear memory, such as 65536, 512KiB or 64MiB')
    .option('--timeout <duration>', 'time per request, such as 500ms or 2s')
    .option('--startup-timeout <duration>', 'time for the start of an instance (default: 10s)')
    .option('--grace <duration>', 'time for requests under way when it is to end', '10s')
    .optionsGroup('Output:')
    .option('--audit-log <file>', 'add every decision on a permission to this log')
    .option('--json', 'print a JSON document for each request')
    .option('-q, --quiet', 'print nothing of requests that were answered')
    .addHelpText('after', '\nEnds by Ctrl-C or SIGTERM: requests under way are answered first.')
    .addHelpText(
      'after',
      '\nExample:\n  $ airssys serve web.wasm --port 3000 \\\n      --allow network.outbound:api.example.com:443',
    )
    .action(async (component: string, flags: ServeFlags) => {
      const { serve } = await import('./commands/serve.ts');
      done(await serve(io, component, flags));
    });
}
