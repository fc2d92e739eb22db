import type { JsonValue, OperandoWarning } from '@operando/core';
import type { TextFormat } from '../format.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { emptyColumnWarnings } from '../table/column-table.js';
import { chosenTable, everyTable } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { said } from '../text/said.js';
import type { VamasBlock, VamasHeader } from './vamas-block.js';
import { parseVamasFile, vamasMark } from './vamas-file.js';

/** When a block was begun; undefined where its date is not given, as in files that CasaXPS writes. */
function timeOf({ date, dwell, scans, values }: VamasBlock): { readonly time?: TableTime; readonly broken?: boolean } {
  const [year, month, day, hour, minute, second, ahead] = date as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (date.slice(0, 3).every((part) => part === 0 || Number.isNaN(part))) return {};
  const whole = [year, month, day, hour, minute].every((part) => Number.isInteger(part));
  const fits = year > 1900 && year < 10_000 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  const clock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61;
  if (!whole || !fits || !clock || !(Math.abs(ahead) <= 14)) return { broken: true };
  const epoch = Date.UTC(year, month - 1, day, hour, minute) / 1000 + second - ahead * 3600;
  const zone = `${ahead < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(ahead))).padStart(2, '0')}:${String(Math.round((Math.abs(ahead) % 1) * 60)).padStart(2, '0')}`;
  const duration = dwell * scans * values[0]!.length;
  return {
    time: {
      epoch,
      zone: ahead === 0 ? 'utc' : zone,
      ...(duration > 0 && Number.isFinite(duration) ? { duration, note: 'collection time x scans x points' } : {}),
    },
  };
}

/** Numbers of the header that are given, as JSON. */
const given = (numbers: Readonly<Record<string, number>>): Record<string, JsonValue> =>
  Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));

function metadataOf(header: VamasHeader, block: VamasBlock): Record<string, JsonValue> {
  return {
    format: header.format,
    mode: header.mode,
    institution: header.institution,
    instrument: header.instrument,
    operator: header.operator,
    experiment: header.experiment,
    file_comment: [...header.comment],
    block: block.block,
    sample: block.sample,
    comment: [...block.comment],
    technique: block.technique,
    source: block.source,
    analyser_mode: block.analyserMode,
    species: block.species,
    transition: block.transition,
    signal_mode: block.signalMode,
    ...given({
      source_energy: block.sourceEnergy,
      pass_energy: block.passEnergy,
      work_function: block.workFunction,
      target_bias: block.targetBias,
      take_off_polar: block.takeOffPolar,
      dwell: block.dwell,
      scans: block.scans,
      time_correction: block.timeCorrection,
      source_strength: block.sourceStrength,
      magnification: block.magnification,
      charge: block.charge,
      regions: header.regions,
    }),
    ...(Object.keys(block.settings).length === 0 ? {} : { settings: { ...block.settings } }),
    ...(block.sputteringMode === '' ? {} : { sputtering_mode: block.sputteringMode }),
    ...(block.future.length + header.future.length === 0 ? {} : { future: [...header.future, ...block.future] }),
    ...(block.extra.length === 0
      ? {}
      : {
          parameters: block.extra
            .filter(({ value }) => Number.isFinite(value))
            .map(({ label, unit, value }) => ({ label, unit, value })),
        }),
  };
}

/** Name of an experimental variable as a key. */
const keyOf = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '') || 'variable';

function columnsOf({ abscissa, ordinates, values }: VamasBlock): TableColumn[] {
  const unitOf = (unit: string): { readonly unit?: string } => (unit === '' ? {} : { unit });
  const along: TableColumn[] =
    abscissa === undefined
      ? []
      : [
          {
            label: abscissa.label,
            ...unitOf(abscissa.unit),
            values: Float64Array.from(values[0]!, (_, i) => abscissa.start + i * abscissa.step),
          },
        ];
  // The first ordinate behind the abscissa is the signal; others (transmission) are no intensities.
  const signal = abscissa === undefined ? 1 : 0;
  return [
    ...along,
    ...ordinates.map(({ label, unit }, k): TableColumn => {
      const column: TableColumn = { label, ...unitOf(unit), values: values[k]! };
      if (k < signal) return column;
      return { ...column, role: k === signal ? 'intensity' : 'channel' };
    }),
  ];
}

function tableOf(header: VamasHeader, block: VamasBlock, warnings: readonly OperandoWarning[]): ColumnTable {
  const columns = columnsOf(block);
  const rows = columns[0]!.values.length;
  const width = block.ordinates.length;
  const { time, broken } = timeOf(block);
  const variables = header.experimentalVariables.map(({ label, unit }, i) => ({
    label,
    unit,
    value: block.variables[i]!,
  }));
  return {
    format: 'vamas',
    columns,
    rows,
    lines: Int32Array.from({ length: rows }, (_, i) => block.firstLine + i * width),
    metadata: metadataOf(header, block),
    scalars: Object.fromEntries(
      variables
        .filter(({ value }) => Number.isFinite(value))
        .map(({ label, unit, value }) => [keyOf(label), { value, unit: unit === 'd' ? '' : unit }]),
    ),
    ...(time === undefined ? {} : { time }),
    warnings: [
      ...warnings,
      ...(broken === true
        ? [
            {
              code: 'date-unreadable' as const,
              message: said`The date of block ${block.block} (${block.date.join(' ')}) cannot be; no time is known from it.`,
            },
          ]
        : []),
      ...rangeWarnings(block),
      ...emptyColumnWarnings(columns),
    ],
  };
}

/** Whether stated extremes are those of the values; 0 and 1 is what CasaXPS writes for not known. */
function rangeWarnings({ ordinates, ranges, values, block, firstLine }: VamasBlock): OperandoWarning[] {
  return ranges.flatMap(([low, high], k): OperandoWarning[] => {
    if (Number.isNaN(low) || Number.isNaN(high) || (low === 0 && (high === 0 || high === 1))) return [];
    let least = Infinity;
    let most = -Infinity;
    for (const value of values[k]!) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const slack = 1e-4 * Math.max(Math.abs(low), Math.abs(high));
    if (!(Math.abs(least - low) > slack || Math.abs(most - high) > slack)) return [];
    return [
      {
        code: 'header-invalid',
        message: said`Block ${block} says that ${ordinates[k]!.label} runs from ${low} to ${high}; the values run from ${least} to ${most}. The values were believed.`,
        where: { line: firstLine },
      },
    ];
  });
}

function scansOf(text: string): ScansOfFile {
  const { header, blocks, surplus, lines } = parseVamasFile(text);
  const warnings: OperandoWarning[] =
    surplus === 0
      ? []
      : [
          {
            code: 'lines-left-out',
            message: `${surplus} lines stand behind the end of the experiment and were not read.`,
            where: { line: lines + 1 },
          },
        ];
  return {
    scans: blocks.map(({ block, sample, values }, i) => ({
      id: String(i + 1),
      title: sample === '' ? block : `${block} (${sample})`,
      rows: values[0]!.length,
      notes: [],
    })),
    table: (i) => tableOf(header, blocks[i]!, warnings),
  };
}

/**
 * VAMAS (ISO 14976), the exchange format of photoelectron and Auger spectroscopy: a block as a table, its abscissa
 * first (REGULAR scans: made of start and step), then its ordinates in the units of the file. Numbers that the file
 * marks as not given (1E37) are NaN, or left out of the metadata.
 *
 * @param scan Which block, from 1. @default the first, with a warning
 * @throws OperandoError as {@link parseVamasFile}; `invalid-argument` for a block there is not.
 */
export function parseVamas(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** VAMAS. */
export const vamas: TextFormat = {
  id: 'vamas',
  title: 'VAMAS (ISO 14976)',
  kind: 'text',
  sniff: ({ lines }) => (lines[0]?.toLowerCase().startsWith(vamasMark.toLowerCase()) === true ? 0.99 : 0),
  end: /end of experiment\s*$/i,
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseVamas(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
