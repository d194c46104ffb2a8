/** The component has ended itself: the cause of the trap `exit`. */
export class GuestExit {
  /** 0: it ended well. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    this.exitCode = exitCode;
  }
}
