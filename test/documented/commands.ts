/** The commands that documents show, as words. */

/** Lines of shell blocks, what a console block types after `$`, and code in the text that is a command. */
export function shownCommands(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^( *)(`{3,})(\w*)[^\n]*\n([\s\S]*?)^\1\2$/gm)];
  const lines = blocks.flatMap(([, , , language = '', content = '']) => {
    const whole = content.replaceAll(/\\\n\s*/g, '');
    if (language === 'sh') return whole.split('\n');
    return [...whole.matchAll(/^ *\$ (.*)$/gm)].map(([, line = '']) => line);
  });
  const text = blocks.reduce((rest, [block]) => rest.replace(block, ''), markdown);
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...lines, ...inline].map((line) => line.trim().replace(/^(npx|\$) /, '')).filter(isCommand);
}

const isCommand = (line: string): boolean => /^(airssys [a-z]|npm run [a-z])/.test(line);

/** The words of a line as a shell splits them, up to a comment or what the line does with the output. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, single, double, bare = ''] of line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    if (/^([|<>&#]|\d>|&&)/.test(bare)) break;
    words.push(single ?? double ?? bare);
  }
  return words;
}
