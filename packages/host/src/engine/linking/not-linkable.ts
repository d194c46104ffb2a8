/** Thrown inside of the linker where core modules have to stay apart. It never leaves it. */
export class NotLinkable extends Error {
  override readonly name = 'NotLinkable';
}
