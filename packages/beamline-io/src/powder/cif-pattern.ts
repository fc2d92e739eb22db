import { OperandoError } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { said } from '../text/said.js';
import { cifBlocks, cifNumber } from './cif-blocks.js';
import type { CifBlock, CifLoop } from './cif-blocks.js';
import { cifColumn, cifHeader, itemNumber } from './cif-header.js';
import { powderTable, timeOfFlightAxis, twoThetaAxis } from './powder-table.js';
import type { PowderAxis } from './powder-table.js';
import { steppedPattern } from './stepped-pattern.js';

const mostPatterns = 10_000;

/** What was measured, before what was made of it. */
const intensities = [
  '_pd_meas_counts_total',
  '_pd_meas_intensity_total',
  '_pd_meas_counts_net',
  '_pd_meas_intensity_net',
  '_pd_proc_intensity_total',
  '_pd_proc_intensity_net',
] as const;

/** Abscissae, those of measured values and then those of processed ones, with the units of the powder dictionary. */
const abscissae: readonly (readonly [tag: string, axis: PowderAxis])[] = [
  ['_pd_meas_2theta_scan', twoThetaAxis],
  ['_pd_meas_time_of_flight', timeOfFlightAxis],
  ['_pd_proc_2theta_corrected', twoThetaAxis],
  ['_pd_proc_d_spacing', { label: 'd', unit: 'angstrom', role: 'd-spacing' }],
  ['_pd_proc_recip_len_q', { label: 'q', unit: '1/angstrom', role: 'q' }],
  ['_pd_proc_energy_incident', { label: 'energy', unit: 'eV', role: 'energy' }],
  ['_pd_proc_energy_detection', { label: 'energy', unit: 'eV', role: 'energy' }],
];

/** A loop of intensities, and the block it stands in. */
interface Pattern {
  readonly block: CifBlock;
  readonly loop: CifLoop;
  readonly intensity: string;
}

/** Numbers of further tags of a loop; those of words are left out. */
function channelsOf(loop: CifLoop, taken: ReadonlySet<string>): TableColumn[] {
  return loop.tags.flatMap((tag): TableColumn[] => {
    if (taken.has(tag) || tag.endsWith('_id')) return [];
    const at = loop.tags.indexOf(tag);
    for (let place = at; place < loop.values.length; place += loop.tags.length)
      if (cifNumber(loop.values[place]!) === undefined) return [];
    return [{ label: tag, role: 'channel', values: cifColumn(loop, tag)!.values }];
  });
}

/** Start, end and step of a block: those of what was measured for measured intensities. */
function rangeOf({
  block,
  intensity,
}: Pattern): { start: number; end: number; step: number; stepText: string | undefined } | undefined {
  const kinds = intensity.startsWith('_pd_meas') ? ['meas', 'proc'] : ['proc', 'meas'];
  for (const kind of kinds) {
    const [start, end, step] = ['min', 'max', 'inc'].map((part) =>
      itemNumber(block, `_pd_${kind}_2theta_range_${part}`),
    );
    if (Number.isFinite(start! + step!))
      return { start: start!, end: end!, step: step!, stepText: block.items.get(`_pd_${kind}_2theta_range_inc`) };
  }
  return undefined;
}

/** The abscissa of another loop of the block, of as many rows. */
function abscissaBeside(
  { block, loop }: Pattern,
  order: typeof abscissae,
): { readonly values: Float64Array; readonly axis: PowderAxis } | undefined {
  const rows = loop.values.length / loop.tags.length;
  for (const [tag, axis] of order) {
    const other = block.loops.find(({ tags, values }) => tags.includes(tag) && values.length / tags.length === rows);
    if (other !== undefined) return { values: cifColumn(other, tag)!.values, axis };
  }
  return undefined;
}

function tableOf(text: string, pattern: Pattern): ColumnTable {
  const { loop, intensity } = pattern;
  const y = cifColumn(loop, intensity)!;
  // Standard uncertainties stand in parentheses, or in a column of their own.
  const uncertain = ['_su', '_esd'].map((end) => intensity + end).find((tag) => loop.tags.includes(tag));
  const own = y.uncertainties.some((value) => value > 0) ? y.uncertainties : undefined;
  const sigma = own ?? (uncertain === undefined ? undefined : cifColumn(loop, uncertain)?.values);
  const processed = intensity.startsWith('_pd_proc');
  const order = processed
    ? abscissae.toSorted(([a], [b]) => Number(b.includes('_proc_')) - Number(a.includes('_proc_')))
    : abscissae;
  const found = order.find(([tag]) => loop.tags.includes(tag));
  const beside = found === undefined ? abscissaBeside(pattern, order) : undefined;
  const stated = cifHeader(pattern.block);
  const atEnd = loop.lines.at(-1) === splitLines(text).length;
  const warnings = [...stated.warnings, ...(atEnd ? openEndWarnings(text, loop.lines.at(-1)) : [])];
  const taken = new Set([
    intensity,
    found?.[0] ?? '',
    ...(own === undefined && uncertain !== undefined ? [uncertain] : []),
  ]);
  const extras = { ...stated, warnings, sigma, channels: channelsOf(loop, taken) };
  const lines = Int32Array.from(y.values, (_, row) => loop.lines[row * loop.tags.length]!);
  if (found !== undefined)
    return powderTable('cif-pattern', cifColumn(loop, found[0])!.values, y.values, {
      ...extras,
      axis: found[1],
      lines,
    });
  if (beside !== undefined)
    return powderTable('cif-pattern', beside.values, y.values, { ...extras, axis: beside.axis, lines });
  const range = rangeOf(pattern);
  if (range === undefined)
    throw new OperandoError('malformed-file', said`the intensities ${intensity} have no abscissa.`, {
      where: { line: lines[0] ?? 1 },
      cure: 'Give _pd_meas_2theta_scan, or _pd_meas_2theta_range_min and _inc.',
    });
  const { end, ...rest } = range;
  return steppedPattern(
    'cif-pattern',
    { ...rest, ...(Number.isFinite(end) ? { end } : {}), line: lines[0] ?? 1 },
    { values: y.values, lines, next: lines.at(-1) ?? 1 },
    extras,
  );
}

function scansOf(text: string): ScansOfFile {
  const blocks = cifBlocks(splitLines(text));
  const patterns = blocks.flatMap((block) =>
    block.loops.flatMap((loop): Pattern[] => {
      const intensity = intensities.find((tag) => loop.tags.includes(tag));
      return intensity === undefined ? [] : [{ block, loop, intensity }];
    }),
  );
  if (patterns.length > mostPatterns)
    throw new OperandoError('too-large', `the file has ${patterns.length} powder patterns.`);
  if (patterns.length === 0)
    throw new OperandoError('malformed-file', 'there is no loop of measured intensities.', {
      cure: 'A powder pattern (_pd_meas_… or _pd_proc_…) is needed: a structure alone is none.',
    });
  return {
    scans: numberedScans(
      patterns.map(({ loop }) => loop.values.length / loop.tags.length),
      (i) => patterns[i]!.block.name,
    ),
    table: (i) => tableOf(text, patterns[i]!),
  };
}

/**
 * A powder pattern in a CIF (powder dictionary 1.0): every loop of measured or processed intensities is a scan, over two-theta, time of
 * flight (microseconds), d, q or energy as its tags say, or over the range that the block states. Uncertainties in parentheses are
 * standard deviations; `.` and `?` are NaN; other numbers of the loop are columns.
 *
 * @param scan Which pattern, from 1 or by the name of its block. @default the first, with a warning
 * @throws OperandoError `malformed-file`, `truncated-file`, `bad-number` with line and tag.
 */
export function parseCifPattern(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** Powder patterns in CIF. */
export const cifPattern: TextFormat = {
  id: 'cif-pattern',
  title: 'powder pattern in a CIF',
  kind: 'text',
  sniff: ({ lines }) => {
    if (!lines.some((line) => /^\s*data_\S/i.test(line))) return 0;
    if (lines.some((line) => /^\s*_pd_(?:meas|proc)[_.]/i.test(line))) return 0.96;
    // A structure alone, or a pattern below a long header.
    return /^\s*(?:#|data_)/i.test(lines.find((line) => line.trim() !== '') ?? '') &&
      lines.some((line) => /^\s*_[a-z]\w*[_.]\w/i.test(line))
      ? 0.6
      : 0;
  },
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseCifPattern(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
