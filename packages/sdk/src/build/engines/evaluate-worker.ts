/** A thread in which one script is evaluated: one whose top level never ends keeps nobody else from working, nor from being stopped. */
import { parentPort, workerData } from 'node:worker_threads';
import { type EvaluationAnswer, type EvaluationTask, evaluateIn } from './quickjs-evaluator.ts';

const { program, script } = workerData as EvaluationTask;

function answer(): EvaluationAnswer {
  try {
    return { memory: evaluateIn(program, script) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(answer());
