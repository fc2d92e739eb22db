import type { Electrochemistry } from '@operando/core';
import type { ParseOptions, TextFormat } from '../format.js';
import { splitLines } from '../text/decode.js';
import { labelledFormat, parseLabelledLog } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';

const time = /^time ?\/ ?s$/i;
const potential = /^E ?\/ ?m?V$/i;
const current = /^I ?\/ ?[munµ]?A$/i;

/** Labels of IviumSoft's exports, blanks before their units: `time /s`, `E /V`, `I /A`. */
const iviumLog: LabelledLog = {
  id: 'ivium-text',
  title: 'Ivium text',
  mark: /time ?\/ ?s/i,
  isHeader: (labels) =>
    [time, potential, current].every((pattern) => labels.some((label) => pattern.test(label.trim()))),
  example: 'time /s, E /V, I /A',
  mappings: [
    { name: 'test_time_second', pattern: /^time$/i },
    { name: 'voltage_volt', pattern: /^E$/i },
    { name: 'current_ampere', pattern: /^I$/i },
    { name: 'cycle_count', pattern: /^(cycle|scan)$/i },
    { name: 'frequency_hertz', pattern: /^freq(\.|uency)?$/i },
    { name: 'real_impedance_ohm', pattern: /^Z ?(re|1|')$/i },
    { name: 'imaginary_impedance_ohm', pattern: /^-Z ?(im|2|'')$/i, factor: -1 },
    { name: 'temperature_t1_celsius', pattern: /^(T|temperature)$/i },
  ],
  // Anodic currents are positive.
  signCheck: 'warn',
};

/** A label and its unit, in a line of labels with nothing but blanks between. */
const spacedLabel = /[^\s/]+(?: ?\/ ?[^\s/]+)?/g;

/** Labels of a line that blanks keep apart; none for others. */
function spacedLabels(line: string): readonly string[] {
  return line.length > 2000 || /[\t;,]/.test(line) || !iviumLog.mark.test(line) ? [] : (line.match(spacedLabel) ?? []);
}

/** Line of labels that are kept apart by blanks, if the text has one. */
const spacedHeader = (lines: readonly string[]): number =>
  lines.slice(0, 400).findIndex((line) => iviumLog.isHeader(spacedLabels(line)));

/**
 * IviumSoft's text exports: commas, semicolons, tabs or blanks between the fields, point or comma, headers above or not.
 * @throws OperandoError as `parseLabelledLog`.
 */
function parseIvium(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  const header = spacedHeader(lines);
  if (header < 0) return parseLabelledLog(iviumLog, text, options);
  const tabbed = lines.map((line, i) => {
    if (i < header) return line;
    return i === header ? spacedLabels(line).join('\t') : line.trim().split(/\s+/).join('\t');
  });
  return parseLabelledLog(iviumLog, tabbed.join('\n'), options);
}

const delimited = labelledFormat(iviumLog);

/** Ivium text. */
export const ivium: TextFormat = {
  ...delimited,
  sniff: (sample) => (spacedHeader(sample.lines) >= 0 ? 0.96 : delimited.sniff(sample)),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseIvium(text, options) }),
};
