import { expect, test } from 'vitest';
import type { SingleSet } from '../../../../src/services/storage/sqlite/packed-sets.ts';
import { newSharedMemory, SetsReceiver, SetsSender } from '../../../../src/services/storage/sqlite/shared-sets.ts';

const set = (namespace: string, key: string, bytes: number): SingleSet => ({
  namespace,
  key,
  value: new Uint8Array(bytes).fill(key.length),
  ttlMs: bytes % 2 === 0 ? Infinity : bytes,
  quotaBytes: 1_000 + bytes,
});

function pair(): { readonly sender: SetsSender<string>; readonly receiver: SetsReceiver } {
  const memory = newSharedMemory();
  return { sender: new SetsSender(memory), receiver: new SetsReceiver(memory) };
}
/** As they were when they were taken: values are parts of the memory. */
const taken = (receiver: SetsReceiver): readonly SingleSet[] =>
  Array.from(receiver, (one) => ({ ...one, value: new Uint8Array(one.value) }));

function answersOf(sender: SetsSender<string>): readonly (readonly [string, number])[] {
  const answers: (readonly [string, number])[] = [];
  sender.takeAnswers((job, end) => answers.push([job, end]));
  return answers;
}

test('sets come as they were added, again and again around the memory', () => {
  const { sender, receiver } = pair();
  for (let round = 0; round < 300; round += 1) {
    const sets = Array.from({ length: 1 + (round % 13) }, (_, at) =>
      set(`ns${(round + at) % 3}`, `clé ${round}/${at} ☃`.repeat(1 + (at % 5)), (round * 37 + at * 911) % 9_000),
    );
    for (const one of sets) expect(sender.add(one, one.key)).toBe(true);
    sender.send(round, false);
    expect(receiver.isEmpty).toBe(false);
    expect([taken(receiver), receiver.nowMs]).toEqual([sets, round]);
    receiver.answer(sets.map((_, at) => round - at));
    expect(answersOf(sender)).toEqual(sets.map(({ key }, at) => [key, round - at]));
    expect([sender.waiting, receiver.isEmpty]).toEqual([0, true]);
  }
});

test('what is not answered is never written over, also where some is left from the round before', () => {
  const { sender, receiver } = pair();
  let [added, expected]: [number, SingleSet[]] = [0, []];
  for (let round = 0; round < 200; round += 1) {
    // As many as there is room for.
    const before = expected.length;
    for (let one = set('n', `key${added}`, (added * 613) % 12_000); sender.add(one, one.key);) {
      expected.push(one);
      added += 1;
      one = set('n', `key${added}`, (added * 613) % 12_000);
    }
    expect(expected.length).toBeGreaterThan(before);
    sender.send(0, false);
    expect(taken(receiver)).toEqual(expected);
    receiver.answer(expected.map((_, at) => at + 1));
    expect(answersOf(sender)).toHaveLength(expected.length);
    expected = [];
    // The next round begins behind this one.
    const one = set('n', `between${round}`, 100 * (round % 7));
    sender.add(one, one.key);
    expected.push(one);
  }
  expect(added).toBeGreaterThan(1_024);
});

test('no more than it has slots for, nor a value that leaves no room for others', () => {
  const { sender, receiver } = pair();
  const fitting = Array.from({ length: 2_000 }, (_, at) => sender.add(set('n', `${at}`, 0), `${at}`));
  expect(fitting.indexOf(false)).toBe(1_024);
  sender.send(0, false);
  expect(taken(receiver)).toHaveLength(1_024);
  receiver.answer(Array.from({ length: 1_024 }, () => 1));
  expect(answersOf(sender)).toHaveLength(1_024);
  expect([sender.add(set('n', 'large', 20_000), ''), sender.add(set('n', 'k'.repeat(60_000), 0), '')]).toEqual([
    false,
    false,
  ]);
});

test('sets can be gone through again until they are answered, with those that came meanwhile', () => {
  const { sender, receiver } = pair();
  const [one, two, three] = [set('a', '1', 1), set('b', '2', 2), set('b', '3', 3)];
  sender.add(one, '1');
  sender.add(two, '2');
  sender.send(0, false);
  const [first] = receiver;
  expect(first).toEqual(one);
  sender.add(three, '3');
  sender.send(0, false);
  expect(taken(receiver)).toEqual([one, two, three]);
  expect(taken(receiver)).toEqual([one, two, three]);
  receiver.answer([1, 2, 3]);
  const four = set('b', '4', 4);
  sender.add(four, '4');
  sender.send(0, false);
  expect(taken(receiver)).toEqual([four]);
});

test('answers that come elsewhere are waited for', () => {
  const { sender, receiver } = pair();
  for (const key of ['1', '2']) {
    sender.add(set('n', key, 1), key);
    sender.send(0, false);
    expect(taken(receiver)).toHaveLength(1);
    if (key === '1') receiver.answer([7]);
    else receiver.answerElsewhere();
  }
  expect([answersOf(sender), answersOf(sender), sender.waiting]).toEqual([[['1', 7]], [], 1]);
  const jobs: string[] = [];
  sender.take(1, (job) => jobs.push(job));
  expect([jobs, sender.waiting]).toEqual([['2'], 0]);
});

test('the receiver waits for what the sender has said to add, and not for ever', () => {
  const { sender, receiver } = pair();
  sender.add(set('n', '1', 1), '1');
  sender.send(0, true);
  const startMs = performance.now();
  expect(taken(receiver)).toHaveLength(1);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(0.2);
  expect(sender.isOpen).toBe(true);
  sender.send(0, false);
  expect(sender.isOpen).toBe(false);
});

test('what a message has answered does not make an answer of the set behind it', () => {
  const { sender, receiver } = pair();
  sender.add(set('n', 'first', 1), 'first');
  sender.send(0, false);
  taken(receiver);
  sender.take(1, () => {});
  sender.add(set('n', 'second', 1), 'second');
  expect(answersOf(sender)).toEqual([]);
  receiver.answerElsewhere();
  expect(answersOf(sender)).toEqual([]);
  sender.send(0, false);
  taken(receiver);
  receiver.answer([-2]);
  expect(answersOf(sender)).toEqual([['second', -2]]);
});
