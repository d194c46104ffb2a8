import { type AuditEntry, isAuditGap } from './audit-event.ts';

/** `json`: one line of JSON. `compact`: one line of text. `pretty`: a few lines for people. */
export type AuditFormat = 'json' | 'compact' | 'pretty';

const FORMATTERS: Readonly<Record<AuditFormat, (entry: AuditEntry) => string>> = {
  json: (entry) => JSON.stringify(entry),
  compact: (entry) => {
    const time = new Date(entry.timeMs).toISOString();
    if (isAuditGap(entry)) return `${time} GAP    ${gapText(entry)}`;
    const { area, action, resource, component, instance, operation, rule } = entry;
    return `${time} ${verdict(entry.allowed)} ${area}.${action} ${visible(resource)} by ${visible(component)}#${instance} in ${visible(operation)}: ${visible(rule)}`;
  },
  pretty: (entry) => {
    const time = new Date(entry.timeMs).toISOString();
    if (isAuditGap(entry)) return `${time}  ${gapText(entry)}`;
    const { area, action, resource, component, instance, call, operation, hostFunction, rule, sequence } = entry;
    return [
      `${time}  ${verdict(entry.allowed)} ${area}.${action} on ${visible(resource)}`,
      `  component  ${visible(component)}, instance ${instance}`,
      `  call       ${visible(operation)} (${call}) called ${visible(hostFunction)}`,
      `  rule       ${visible(rule)}`,
      `  event      ${sequence}`,
    ].join('\n');
  },
};

/** The entry as text, without a line break at its end. Of `json` and `compact` it is one line whatever the component wrote. */
export function formatAudit(entry: AuditEntry, format: AuditFormat): string {
  return FORMATTERS[format](entry);
}

const verdict = (allowed: boolean): string => (allowed ? 'ALLOW ' : 'DENY  ');

function gapText({ dropped, firstSequence, lastSequence, reason }: Extract<AuditEntry, { dropped: number }>): string {
  const which = firstSequence === 0 ? '' : ` (${firstSequence} to ${lastSequence})`;
  return `${dropped} events are missing${which}: ${visible(reason)}`;
}

/**
 * INVARIANT: what a component has named makes no line, no colour and no direction of its own: control and format characters are
 * written as escapes.
 */
const visible = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\\]/gu, (one) =>
    one === '\\' ? '\\\\' : `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`,
  );
