/** Code in colors, for light and dark at once, with names of the packages as links. */
import { createHighlighter, type Highlighter as Shiki, type ShikiTransformer } from 'shiki';

const THEMES = { light: 'github-light-high-contrast', dark: 'github-dark' } as const;
const LANGUAGES = ['ts', 'js', 'sh', 'json', 'toml', 'wit', 'shellsession'] as const;

/** Where a name leads to, from the page that is rendered. */
export type FindLink = (name: string) => string | undefined;

export class Highlighter {
  readonly #shiki: Shiki;
  readonly #known: ReadonlySet<string>;

  private constructor(shiki: Shiki) {
    this.#shiki = shiki;
    this.#known = new Set(LANGUAGES);
  }

  static async create(): Promise<Highlighter> {
    const shiki = await createHighlighter({ themes: Object.values(THEMES), langs: [...LANGUAGES] });
    return new Highlighter(shiki);
  }

  /** HTML of a block. What is in a language that nobody colors is text. */
  render(code: string, language: string, findLink: FindLink): string {
    const lang = this.#known.has(language) ? language : 'text';
    const transformers = lang === 'ts' || lang === 'js' ? [linkNames(findLink)] : [];
    return this.#shiki.codeToHtml(code, {
      lang,
      themes: THEMES,
      defaultColor: false,
      transformers,
    });
  }
}

/** Makes a link of each token that is the name of an export. */
function linkNames(findLink: FindLink): ShikiTransformer {
  return {
    span(node) {
      const [child] = node.children;
      if (child?.type !== 'text') return;
      const [, before = '', name = '', after = ''] = /^(\W*)(\w+)(\W*)$/.exec(child.value) ?? [];
      const href = name === '' ? undefined : findLink(name);
      if (href === undefined) return;
      const link = {
        type: 'element' as const,
        tagName: 'a',
        properties: { href },
        children: [{ type: 'text' as const, value: name }],
      };
      node.children = [{ type: 'text', value: before }, link, { type: 'text', value: after }];
    },
  };
}
