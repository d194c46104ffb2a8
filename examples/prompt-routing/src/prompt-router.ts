import { component, HostError, http, log, operation, requires, secrets, type u32 } from '@airssys/sdk';
import { release, reserve, spentMicros } from './budget.ts';
import { costOf, MAX_ANSWER, type Model, modelsFor, type Prompt, tokensOf } from './models.ts';

export interface Answer {
  readonly model: string;
  readonly text: string;
  readonly costMicros: u32;
}

/** What one month may cost, in millionths of a currency unit. */
const BUDGET_MICROS = 50_000;
const TIMEOUT_MS = 20_000;

/** Sends each prompt to the cheapest model that can answer it, goes on to the next where one is down, and stays within a budget. */
@component({ id: 'demo:prompt-router', version: '1.0.0' })
@requires(
  'network.outbound:small.example:443',
  'network.outbound:large.example:443',
  'secrets.read:small-key',
  'secrets.read:large-key',
  'storage',
  'clock',
)
export class PromptRouter {
  @operation()
  ask(prompt: Prompt): Answer {
    const models = modelsFor(prompt);
    if (models.length === 0) throw new Error('No model takes such a prompt: it is too long');
    let reason = '';
    for (const model of models) {
      const most = costOf(model, tokensOf(prompt.text) + MAX_ANSWER);
      if (!reserve(most, BUDGET_MICROS)) {
        reason = `${model.name}: the budget of the month is used up`;
        continue;
      }
      const answer = complete(model, prompt.text);
      if (typeof answer !== 'string') {
        release(most - answer.costMicros);
        return answer;
      }
      // Nothing came of it: nothing is paid.
      release(most);
      reason = `${model.name}: ${answer}`;
      log.warn('a model did not answer', { model: model.name, reason: answer });
    }
    throw new Error(`No model has answered. The last reason: ${reason}`);
  }

  /** What was spent this month, in millionths. */
  @operation()
  spent(): u32 {
    return spentMicros();
  }
}

/** The answer, or why there is none. */
function complete(model: Model, text: string): Answer | string {
  try {
    const headers = { Authorization: `Bearer ${secrets.get(model.secret)}` };
    using response = http.postJson(
      model.url,
      { prompt: text, maxTokens: MAX_ANSWER },
      { headers, timeoutMs: TIMEOUT_MS },
    );
    if (response.status !== 200) return `status ${response.status}`;
    const answer = response.json();
    return isCompletion(answer)
      ? {
          model: model.name,
          text: answer.text,
          costMicros: costOf(model, Math.min(answer.tokens, tokensOf(text) + MAX_ANSWER)),
        }
      : 'an answer that is none';
  } catch (error) {
    if (error instanceof HostError) return error.code;
    if (error instanceof SyntaxError) return 'an answer that is no JSON';
    throw error;
  }
}

interface Completion {
  readonly text: string;
  /** Of prompt and answer. */
  readonly tokens: number;
}

/** What comes over the network may be anything. */
function isCompletion(value: unknown): value is Completion {
  if (typeof value !== 'object' || value === null || !('text' in value) || !('tokens' in value)) return false;
  return typeof value.text === 'string' && Number.isSafeInteger(value.tokens) && Number(value.tokens) >= 0;
}
