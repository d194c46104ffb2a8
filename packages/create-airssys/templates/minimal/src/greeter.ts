import { component, operation, throws } from '@airssys/sdk';

/** Nobody can be greeted without a name. */
export class NamelessError extends Error {}

/** Greets people. */
@component({ id: '{{id}}', version: '0.1.0' })
export class Greeter {
  /** What to say to somebody. */
  @operation()
  @throws(NamelessError)
  greet(name: string): string {
    if (name.trim() === '') throw new NamelessError('a name has at least one letter');
    return `Hello, ${name.trim()}!`;
  }
}
