/** The command that prints what a code means and what to do, for those who have met it: `airssys explain AIRSSYS_WIT_TYPE_ANY`. */
export function explainCommand(code: string): string {
  return `airssys explain ${code}`;
}
