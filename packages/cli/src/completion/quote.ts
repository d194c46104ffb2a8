/** A word for bash and zsh as it stands: in single quotes. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A word for fish: there a backslash counts in single quotes. */
export const fishWord = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/** Prints the ids of the components of a host that runs; nothing where none does. Bash, zsh and fish read it alike. */
export const LIST_IDS = `airssys ps --json 2>/dev/null | command grep -o '"id":"[^"]*"' | command cut -d '"' -f 4`;
