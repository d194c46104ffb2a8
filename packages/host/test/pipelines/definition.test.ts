import { isAirssysError } from '@airssys/model';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { componentRef, parsePipeline, type Pipeline, pipeline } from '../../src/index.ts';

const TELEMETRY = `
[pipeline]
name = "telemetry"
buffer = 8

[source]
topic = "sensors.*"

[[stage]]
component = "iot:readings"
operation = "validate"
concurrency = 4
dead_letter = "sensors.bad"

[[stage]]
component = "iot:averages"
operation = "add"
retries = 2
timeout_ms = 500
on_error = "drop"

[sink]
topic = "alerts"
`;

const refusal = (toml: string): string => {
  try {
    parsePipeline(toml);
  } catch (error) {
    if (isAirssysError(error)) return `${error.message}\n${error.hint ?? ''}`;
    throw error;
  }
  return 'taken';
};

class Readings {
  validate(reading: { readonly celsius: number }): { ok: true; value: number } | { ok: false; error: string } {
    return { ok: true, value: reading.celsius };
  }
  alert(celsius: number): string | undefined {
    return celsius > 30 ? 'hot' : undefined;
  }
}

describe('a pipeline as text', () => {
  it('says the same as the builder', () => {
    const built = pipeline('telemetry', { buffer: 8 })
      .from({ topic: 'sensors.*' })
      .through('iot:readings', 'validate', { concurrency: 4, onError: { deadLetter: 'sensors.bad' } })
      .through('iot:averages', 'add', { retries: 2, timeoutMs: 500, onError: 'drop' })
      .to({ topic: 'alerts' });
    expect(parsePipeline(TELEMETRY).definition).toEqual(built.definition);
  });

  it('is refused with what is wrong', () => {
    expect(refusal('[pipeline')).toMatchInlineSnapshot(`
      "The pipeline is no TOML: Invalid TOML document: incomplete key-value: cannot find end of key

      1:  [pipeline
           ^
      Mend the place that is shown."
    `);
    expect(refusal('[pipeline]\nname = "Big"\n[source]\ntopic = "a"')).toMatchInlineSnapshot(`
      "A pipeline cannot be called "Big"
      Use lower-case letters, digits and dashes."
    `);
    expect(refusal(TELEMETRY.replace('retries', 'retrys'))).toMatchInlineSnapshot(`
      "[[stage]] 2 has retrys, which means nothing
      It can have component, operation, concurrency, retries, retry_delay_ms, timeout_ms, on_error, dead_letter."
    `);
    expect(refusal(TELEMETRY.replace('"drop"', '"ignore"'))).toMatchInlineSnapshot(`
      "onError cannot be "ignore"
      It is 'drop', 'stop' or { deadLetter: TOPIC }."
    `);
    expect(refusal(TELEMETRY.replace('concurrency = 4', 'concurrency = 0'))).toMatchInlineSnapshot(`
      "concurrency cannot be 0
      It is a whole number from 1 to 1000."
    `);
    expect(refusal(TELEMETRY.replace('[source]\ntopic = "sensors.*"', ''))).toMatchInlineSnapshot(`
      "[source] is missing
      Write [source], with topic, component, operation, every_ms."
    `);
    expect(refusal(TELEMETRY.replace('dead_letter', 'on_error = "stop"\ndead_letter'))).toMatchInlineSnapshot(`
      "[[stage]] 1 has both on_error and dead_letter
      Leave on_error out: the item becomes a dead letter."
    `);
  });
});

it('knows which operations take the items, and what they make of them', () => {
  const readings = componentRef<Readings>('iot:readings');
  const start = pipeline('typed').from<{ celsius: number }>({ topic: 'sensors' });
  const validated = start.through(readings, 'validate');
  expectTypeOf(validated).toEqualTypeOf<Pipeline<number>>();
  expectTypeOf(validated.through(readings, 'alert')).toEqualTypeOf<Pipeline<string>>();
  // @ts-expect-error -- takes numbers
  start.through(readings, 'alert');
  expect(validated.definition.stages).toHaveLength(1);
});

it('is drawn, with where failures go, and in words', () => {
  expect(
    parsePipeline(TELEMETRY)
      .graph()
      .replace(/<style>.*<\/style>/, ''),
  ).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 674 173" width="674" height="173" role="img" aria-labelledby="title desc">
    <title id="title">Pipeline telemetry</title>
    <desc id="desc">sensors.* leads to validate; validate leads to add; add leads to alerts; validate fails into sensors.bad.</desc>

    <defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker><marker id="failed-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="failed-tip" d="M0 0 8 4 0 8z"/></marker></defs>
    <path class="edge" marker-end="url(#tip)" d="M120 48.5C144 48.5 144 48.5 168 48.5"/>
    <path class="edge" marker-end="url(#tip)" d="M276 48.5C300 48.5 300 48.5 324 48.5"/>
    <path class="edge" marker-end="url(#tip)" d="M531 48.5C555 48.5 555 48.5 579 48.5"/>
    <path class="edge failed" marker-end="url(#failed-tip)" d="M222 81C222 133 222 133 367 133"/>
    <g><rect class="end" x="16" y="24.5" width="104" height="48" rx="24"/><text class="title" x="68" y="45.5">sensors.*</text><text x="68" y="62.5">topic</text></g>
    <g><rect class="box" x="168" y="16" width="108" height="65" rx="6"/><text class="title" x="222" y="37">validate</text><text x="222" y="54">iot:readings</text><text x="222" y="71">4 at once</text></g>
    <g><rect class="box" x="324" y="16" width="207" height="65" rx="6"/><text class="title" x="427.5" y="37">add</text><text x="427.5" y="54">iot:averages</text><text x="427.5" y="71">2 retries, drops what fails</text></g>
    <g><rect class="failure" x="367" y="109" width="121" height="48" rx="6"/><text class="title" x="427.5" y="130">sensors.bad</text><text x="427.5" y="147">dead letters</text></g>
    <g><rect class="end" x="579" y="24.5" width="79" height="48" rx="24"/><text class="title" x="618.5" y="45.5">alerts</text><text x="618.5" y="62.5">topic</text></g>
    </svg>
    "
  `);
});
