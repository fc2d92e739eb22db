import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ParseOptions, TextFormat } from '../format.js';
import { chosenTable, everyTable } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { said } from '../text/said.js';
import { begunAt, exportedTable, numbersGiven, rowOf } from './exported-spectrum.js';
import type { ExportedSpectrum } from './exported-spectrum.js';

/** A region: what is said of it, and its rows. */
interface Region {
  readonly header: Map<string, string>;
  readonly rows: number[][];
  readonly lines: number[];
}

const section = /^\[(Info|Region|Run Mode Information|User Interface Information|Manipulator|Data)\s*([\d:]*)\]$/i;

/** A file's regions, and what its sections say that does not fit them. */
interface Regions {
  readonly regions: readonly Region[];
  readonly warnings: readonly OperandoWarning[];
  /** Of the format. */
  readonly version: string;
}

/** Sections of regions without data, and a number of regions that is another. */
function sectionWarnings(
  headers: ReadonlyMap<string, Map<string, string>>,
  regions: readonly Region[],
): OperandoWarning[] {
  const bare = [...headers].filter(([key, header]) => key !== '' && !regions.some((each) => each.header === header));
  const declared = Number(headers.get('')?.get('number of regions') ?? Number.NaN);
  const found = new Set(regions.map(({ header }) => header)).size;
  return [
    ...bare.map(([key]) => ({ code: 'no-rows' as const, message: said`Section ${key} of the file has no data.` })),
    ...(Number.isFinite(declared) && declared !== found
      ? [
          {
            code: 'header-invalid' as const,
            message: `The file declares ${declared} regions, and ${found} have data.`,
          },
        ]
      : []),
  ];
}

/** Regions in their order; where one has several sets of data, each has the header of its region. */
function regionsOf(text: string): Regions {
  const headers = new Map<string, Map<string, string>>();
  const regions: Region[] = [];
  let header = new Map<string, string>();
  let open: Region | undefined;
  let isTold = false;
  const repeated: OperandoWarning[] = [];
  text.split(/\r\n?|\n/).forEach((line, at) => {
    const trimmed = line.trim();
    const [, kind, number = ''] = section.exec(trimmed) ?? [];
    if (kind !== undefined) {
      const key = number.split(':')[0]!;
      header = headers.get(key) ?? new Map<string, string>();
      headers.set(key, header);
      open = undefined;
      isTold = /^(?:info|region)$/i.test(kind);
      if (/^data$/i.test(kind)) regions.push((open = { header, rows: [], lines: [] }));
      return;
    }
    if (trimmed === '') return;
    if (open !== undefined) {
      const row = rowOf(trimmed);
      if (row === undefined || row.length < 2)
        throw new OperandoError(
          'malformed-file',
          said`this is no row of an energy and intensities: ${trimmed.slice(0, 60)}`,
          {
            where: { line: at + 1 },
            cure: 'Export the spectra again.',
          },
        );
      open.rows.push(row);
      open.lines.push(at + 1);
      return;
    }
    const equals = trimmed.indexOf('=');
    if (!isTold || equals <= 0) return;
    const [key, value] = [trimmed.slice(0, equals).trim().toLowerCase(), trimmed.slice(equals + 1).trim()];
    if ((header.get(key) ?? value) !== value)
      repeated.push({
        code: 'header-repeated',
        message: said`${key} is ${header.get(key)} and ${value}; the last was taken.`,
        where: { line: at + 1 },
      });
    header.set(key, value);
  });
  const filled = regions.filter(({ rows }) => rows.length > 0);
  return {
    regions: filled,
    warnings: [...repeated, ...sectionWarnings(headers, filled)],
    version: headers.get('')?.get('version') ?? '',
  };
}

const keys = { source_energy: 'excitation energy', pass_energy: 'pass energy', scans: 'number of sweeps' };

/** That the energies of the header are not those of the rows. */
function scaleWarnings(header: ReadonlyMap<string, string>, rows: readonly number[][]): OperandoWarning[] {
  const scale = header.get('dimension 1 scale')?.split(/\s+/).map(Number) ?? [];
  if (scale.length === 0) return [];
  const step = Math.abs(rows.at(-1)![0]! - rows[0]![0]!) / Math.max(1, rows.length - 1);
  const other = rows.findIndex(([energy], i) => !(Math.abs(scale[i]! - energy!) <= 0.05 * step));
  if (other < 0) return [];
  return [
    {
      code: 'header-invalid',
      message: said`The region ${header.get('region name') ?? ''} declares other energies than its rows have, first ${String(scale[other])} for ${rows[other]?.[0]}; the rows were believed.`,
    },
  ];
}

function spectrumOf(
  { header, rows, lines }: Region,
  { dateOrder }: ParseOptions,
  ofFile: readonly OperandoWarning[],
): ExportedSpectrum {
  const warnings: OperandoWarning[] = [...ofFile, ...scaleWarnings(header, rows)];
  const words = `${header.get('dimension 1 name') ?? ''} ${header.get('energy scale') ?? ''} ${header.get('energy unit') ?? ''}`;
  if (!header.has('dimension 1 name'))
    warnings.push({
      code: 'header-incomplete',
      message: said`The region ${header.get('region name') ?? ''} does not name its first dimension.`,
    });
  const width = rows[0]!.length;
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0)
    throw new OperandoError('malformed-file', `a row has ${rows[odd]!.length} numbers, the first ${width}.`, {
      where: { line: lines[odd]! },
      cure: 'Export the spectra again.',
    });
  const points = Number(header.get('dimension 1 size') ?? rows.length);
  if (points !== rows.length)
    warnings.push({
      code: 'points-declared',
      message: said`The region ${header.get('region name') ?? ''} declares ${points} energies and has ${rows.length}; those that are there were read.`,
    });
  if (width > 2)
    warnings.push({
      code: 'slices-summed',
      message: said`The region ${header.get('region name') ?? ''} has ${width - 1} slices or sweeps side by side, which were added up.`,
    });
  return {
    format: 'scienta-text',
    region: header.get('region name') ?? '',
    scale: /binding/i.test(words) ? 'Binding Energy' : 'Kinetic Energy',
    energy: rows.map(([energy]) => energy!),
    // Slices of the detector, and sweeps, are counts of one spectrum.
    values: rows.map((row) => row.slice(1).reduce((sum, value) => sum + value, 0)),
    unit: '',
    lines,
    metadata: {
      ...Object.fromEntries([...header].filter(([key]) => !/^dimension \d+ scale$/.test(key))),
      ...numbersGiven(header, keys),
      slices: width - 1,
    },
    time: begunAt(`${header.get('date') ?? ''} ${header.get('time') ?? ''}`.trim(), dateOrder, warnings),
    warnings,
  };
}

function scansOf(text: string, options: ParseOptions): ScansOfFile {
  const { regions, warnings, version } = regionsOf(text);
  return {
    scans: regions.map(({ header, rows }, i) => ({
      id: String(i + 1),
      title: header.get('region name') ?? '',
      rows: rows.length,
      notes: [],
    })),
    table: (i) => {
      const spectrum = spectrumOf(regions[i]!, options, warnings);
      return exportedTable({ ...spectrum, metadata: { ...spectrum.metadata, version } });
    },
  };
}

/**
 * Text that Scienta's SES exports: sections `[Region 1]`, `[Info 1]`, `[Data 1]`, energies and counts. Every region is a scan; slices
 * and sweeps that stand side by side are added up.
 */
export const scientaText: TextFormat = {
  id: 'scienta-text',
  title: 'Scienta SES text',
  kind: 'text',
  sniff: ({ lines }) =>
    /^\[Info\]$/i.test(lines[0]?.trim() ?? '') && lines.some((line) => /^\[Region 1\]$/i.test(line.trim())) ? 0.99 : 0,
  parse: (text, options) => ({ kind: 'spectrum', table: chosenTable(scansOf(text, options), options.scan) }),
  scans: (text, options) => everyTable(scansOf(text, options)),
};
