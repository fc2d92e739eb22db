import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { constants } from '@operando/tables';
import { headerValue, roleOf } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import type { DateOrder } from '../text/date-time.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { absorptionTable } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import { statedTimes } from '../text/stated-moment.js';
import type { TextFormat } from '../format.js';

const key = /^#([^:\t]+):(.*)$/;

/** Energies further from those of the encoder, relative, are not the same. */
const tolerance = 1e-6;

/**
 * Energies are computed by the beamline from encoder, resolution, offset and spacing, all of them in the
 * file: where a few rows disagree these are damaged, where all do the energies were calibrated otherwise.
 */
function energyWarnings(
  table: { readonly lines: Int32Array },
  encoder: Float64Array,
  energy: Float64Array,
  fields: ReadonlyMap<string, string>,
): { readonly inElectronvolt: boolean; readonly warnings: OperandoWarning[] } {
  const [resolution, offset, spacing] = ['Encoder Resolution', 'Encoder Offset', 'Lattice Spacing'].map((name) =>
    parseNumber((fields.get(name) ?? '').trim()),
  );
  if (resolution === undefined || offset === undefined || spacing === undefined)
    return { inElectronvolt: false, warnings: [] };
  const off: number[] = [];
  for (let i = 0; i < energy.length; i++) {
    const expected = constants.hc / (2 * spacing * Math.sin(((encoder[i]! / resolution + offset) * Math.PI) / 180));
    if (!(Math.abs(energy[i]! / expected - 1) < tolerance)) off.push(i);
  }
  const first = off[0];
  if (first === undefined) return { inElectronvolt: true, warnings: [] };
  const line = table.lines[first]!;
  if (2 * off.length < energy.length) {
    throw new OperandoError(
      'bad-number',
      `the energy ${energy[first]} does not belong to the encoder position ${encoder[first]} (${off.length} rows).`,
      {
        where: { line, row: first, column: 'Energy' },
        cure: 'The file is not as its program writes it: export it again.',
      },
    );
  }
  return {
    inElectronvolt: false,
    warnings: [
      {
        code: 'energy-calibration',
        message: `The energies are not those of encoder, offset and spacing in the header (first at line ${line}): they were calibrated otherwise, or the header is damaged.`,
        where: { line },
      },
    ],
  };
}

/**
 * Raw continuous scans of SSRL (CXAS, data collector of BL 2-2 and ISS): encoder counts, energy and the counts of
 * the analogue inputs (`ADC_01` ...), offsets taken off by the beamline. Energies are in eV and go up and down with the
 * monochromator: see `splitSweeps` and `muFromChannels` of `@operando/xas-normalize`. Which input is which detector the file does not say.
 *
 * @param dateOrder Of dates such as 6/7/2021. @default month first, with a warning where it matters
 * @throws OperandoError with the line: `malformed-file`, `truncated-file`, `bad-number`, also where energy and encoder disagree.
 */
export function parseSsrlQuick(text: string, dateOrder?: DateOrder): ColumnTable {
  const lines = splitLines(text);
  const fields = new Map<string, string>();
  let from = 0;
  let labels: string[] = [];
  for (; from < lines.length && lines[from]!.startsWith('#'); from++) {
    const [, name, value] = key.exec(lines[from]!) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name.trim(), value.trim());
    else
      labels = lines[from]!.replace(/^#\s*/, '')
        .split('\t')
        .map((label) => label.trim());
  }
  const [encoderAt, energyAt] = [labels.indexOf('Encoder'), labels.indexOf('Energy')];
  if (encoderAt < 0 || energyAt < 0 || new Set(labels).size !== labels.length) {
    throw new OperandoError(
      'malformed-file',
      'there is no line of labels with Encoder and Energy, each once, above the data.',
      { where: { line: Math.max(1, from) }, cure: 'The file is not as its program writes it: export it again.' },
    );
  }
  const table = parseNumberTable(lines, {
    syntax: { separator: 'tab', decimalComma: false },
    columns: labels.length,
    from,
    skip: (line) => line.trim() === '',
  });
  if (table.rows === 0)
    throw new OperandoError('truncated-file', 'there are no data below the header.', {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  const { inElectronvolt, warnings } = energyWarnings(
    table,
    table.columns[encoderAt]!,
    table.columns[energyAt]!,
    fields,
  );
  const columns = table.columns.map((values, i): TableColumn => {
    const role = roleOf(labels[i]!);
    return {
      label: labels[i]!,
      values,
      ...(i === energyAt && inElectronvolt ? { unit: 'eV' } : {}),
      ...(role === undefined ? {} : { role }),
    };
  });
  const metadata: Record<string, JsonValue> = {};
  for (const [name, value] of fields) metadata[name] = headerValue(value);
  const moment = statedTimes(fields.get('This Scan Create Date'), undefined, {
    label: 'This Scan Create Date',
    order: dateOrder,
  });
  return absorptionTable('ssrl-quick', table, columns, {
    metadata,
    time: moment.time,
    warnings: [...warnings, ...moment.warnings, ...openEndWarnings(text, lines.length)],
  });
}

/** Raw quick scans of SSRL. */
export const ssrlQuick: TextFormat = {
  id: 'ssrl-quick',
  title: 'SSRL raw continuous scan',
  kind: 'text',
  sniff: ({ lines }) => {
    const head = lines.slice(0, 40);
    return head.some((line) => /^#\s*Encoder Resolution:/.test(line)) &&
      head.some((line) => /^#\s*Encoder\t.*\bEnergy\b/.test(line))
      ? 0.98
      : 0;
  },
  parse: (text, { dateOrder }) => ({ kind: 'spectrum', table: parseSsrlQuick(text, dateOrder) }),
};
