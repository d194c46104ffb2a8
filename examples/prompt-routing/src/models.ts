/** The models that there are, what they cost, and which prompt is for which: plain data and functions. */
import type { u32 } from '@airssys/sdk';

export type Task = 'chat' | 'code' | 'summary';

export interface Prompt {
  readonly task: Task;
  readonly text: string;
}

export interface Model {
  readonly name: string;
  readonly url: string;
  /** Of the provider: whichever of its models is asked, it is down as a whole. */
  readonly secret: string;
  /** Millionths of a currency unit for a thousand tokens. */
  readonly microsPerThousand: u32;
  readonly tasks: readonly Task[];
  readonly maxTokens: u32;
}

/** The cheapest first. */
export const MODELS: readonly Model[] = [
  {
    name: 'small',
    url: 'https://small.example/v1/complete',
    secret: 'small-key',
    microsPerThousand: 200,
    tasks: ['chat', 'summary'],
    maxTokens: 2_000,
  },
  {
    name: 'large',
    url: 'https://large.example/v1/complete',
    secret: 'large-key',
    microsPerThousand: 6_000,
    tasks: ['chat', 'summary', 'code'],
    maxTokens: 32_000,
  },
];

const CHARACTERS_PER_TOKEN = 4;
/** What an answer may add, in tokens. */
export const MAX_ANSWER = 500;

export const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

export const costOf = ({ microsPerThousand }: Model, tokens: number): number =>
  Math.ceil((tokens * microsPerThousand) / 1_000);

/** Who can answer the prompt, the cheapest first. */
export const modelsFor = ({ task, text }: Prompt): readonly Model[] =>
  MODELS.filter(({ tasks, maxTokens }) => tasks.includes(task) && tokensOf(text) + MAX_ANSWER <= maxTokens);
