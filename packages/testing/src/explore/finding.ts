/** What `explore` has found, in words. */
import { AirssysError } from '@airssys/model';
import { describeArgs } from './describe-args.ts';
import { type ExploredKind, type FaultPoint, isLimit, type LimitPoint, pointText, unitsOf } from './fault-point.ts';

/** A point at which a scenario did not end well. */
export interface Finding {
  readonly point: FaultPoint;
  /** Of the call that went wrong; undefined where the scenario did not come to it. */
  readonly args: readonly unknown[] | undefined;
  readonly error: unknown;
}

const HAPPENED: Readonly<Record<ExploredKind, string>> = {
  fail: 'failed, and was not done',
  kill: 'was done, and the instance ended before it heard of it',
  trap: 'was not done, and the instance ended in it',
  hang: 'was never answered',
  'out-of-fuel': 'ran out of fuel',
  'refuse-memory': 'was refused memory',
};

/** The error of all findings: each with its call, what became of it, and what the scenario threw. */
export function failed(findings: readonly Finding[], points: number): AirssysError {
  const [first] = findings;
  const what = `${findings.length} of ${points} runs of the scenario failed`;
  const message = [what, ...findings.map((finding, at) => describe(finding, at + 1))].join('\n\n');
  return new AirssysError('AIRSSYS_TEST_EXPLORE', message, {
    hint: first && `To run one again alone: explore(scenario, { only: '${pointText(first.point)}' }).`,
    cause:
      findings.length === 1
        ? first?.error
        : new AggregateError(
            findings.map(({ error }) => error),
            what,
          ),
    data: { findings: findings.map(toData) },
  });
}

function describe({ point, args, error }: Finding, at: number): string {
  const { component, operation, function: name, nth, kind } = point;
  const reached = args === undefined ? ' (not reached)' : '';
  const lines = [
    ...(isLimit(point)
      ? [`${at}. ${operation}${reached}`, `of ${component}, ${limitOf(point)}, ${HAPPENED[kind]}:`]
      : [
          `${at}. ${name}${reached || `(${describeArgs(args ?? [])})`}`,
          `of ${component}, call ${nth} in ${operation}, ${HAPPENED[kind]}:`,
        ]),
    messageOf(error),
    `only: '${pointText(point)}'`,
  ];
  return lines.join('\n   ');
}

const limitOf = ({ function: name, nth }: LimitPoint): string => {
  const units = unitsOf(name);
  return units === undefined ? `growth ${nth} of memory` : `call ${nth}, at ${units.toLocaleString('en')} units`;
};

const toData = ({ point, error }: Finding): Readonly<Record<string, unknown>> => ({
  ...point,
  only: pointText(point),
  error: messageOf(error),
});

/** The first line: what matchers say further is in the cause. */
function messageOf(error: unknown): string {
  const [line = ''] = String(error).split('\n');
  return line;
}
