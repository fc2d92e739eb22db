import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { said } from '../text/said.js';
import { statedTimes } from '../text/stated-moment.js';
import { gsasAxis } from './gsas-axis.js';
import { gsasBanks, gsasTimeMaps, isBankLine } from './gsas-bank.js';
import type { GsasBank, TimeMap } from './gsas-bank.js';
import { gsasValues, isGsasType } from './gsas-records.js';
import { powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars, statedWavelength } from './radiation.js';

/** Comments of one header. */
const mostComments = 500;

/** What is found once for all banks. */
interface Shared {
  /** Line of the first bank, from 0. */
  readonly first: number;
  readonly maps: readonly TimeMap[];
}

function furtherWarnings(lines: readonly string[], { points, to }: GsasBank, next: number): OperandoWarning[] {
  const further = lines.slice(next, to).findIndex((line) => /^\s*[-+.\d]/.test(line));
  if (further < 0) return [];
  return [
    {
      code: 'points-declared',
      message: `The bank says ${points} points; what follows line ${next} was left out.`,
      where: { line: next + further + 1 },
    },
  ];
}

/** Comments above the first bank, and those directly above this one. */
function commentsAbove(lines: readonly string[], first: number, at: number): string[] {
  const isComment = (line: string | undefined): boolean => line?.startsWith('#') === true;
  let from = at;
  while (from > first && isComment(lines[from - 1])) from--;
  return [...lines.slice(0, Math.min(first, mostComments)), ...lines.slice(from, at)]
    .filter(isComment)
    .slice(0, mostComments);
}

/** What comments say: as 11-BM of the APS writes them, `# Temp (K) = 98.89`. */
function commentFields(comments: readonly string[]): Pick<ColumnTable, 'metadata' | 'scalars' | 'time' | 'warnings'> {
  const fields = new Map<string, JsonValue>();
  for (const comment of comments) {
    const [mark] = [comment.indexOf('='), comment.indexOf(':')].filter((place) => place > 1).toSorted((a, b) => a - b);
    const name = comment.slice(1, mark).trim();
    if (mark !== undefined && name !== '' && name.length < 60) fields.set(name, headerValue(comment.slice(mark + 1)));
  }
  const kelvin = fields.get('Temp (K)') ?? fields.get('Temperature (K)');
  const { time, warnings } = statedTimes(fields.get('Scan time'), undefined, { label: 'Scan time' });
  return {
    metadata: Object.fromEntries(fields),
    scalars: {
      ...radiationScalars({ wavelength: statedWavelength(comments) }),
      ...positiveScalar('temperature', typeof kelvin === 'number' ? kelvin : undefined, 'K'),
    },
    ...(time === undefined ? {} : { time }),
    warnings,
  };
}

function tableOf(text: string, lines: readonly string[], bank: GsasBank, { first, maps }: Shared): ColumnTable {
  const { number, type, binning, at } = bank;
  if (!isGsasType(type))
    throw new OperandoError('unsupported', said`GSAS data of binning ${binning} and type ${type}.`, {
      where: { line: at + 1 },
      cure: 'Values of the types STD, ESD, ALT, FXY and FXYE are read: export others as columns.',
    });
  const values = gsasValues(lines, bank);
  const { axis, values: abscissa, warnings } = gsasAxis(bank, values, maps);
  const comments = commentFields(commentsAbove(lines, first, at));
  return powderTable('gsas', abscissa, values.y, {
    axis,
    metadata: { ...comments.metadata, title: lines[0]?.trim() ?? '', bank: number, type, binning },
    scalars: comments.scalars,
    time: comments.time,
    sigma: values.sigma,
    lines: values.lines,
    warnings: [
      ...comments.warnings,
      ...warnings,
      ...furtherWarnings(lines, bank, values.next),
      ...(values.next === lines.length ? openEndWarnings(text, lines.length) : []),
    ],
  });
}

function scansOf(text: string): ScansOfFile {
  const lines = splitLines(text);
  const banks = gsasBanks(lines);
  const shared: Shared = { first: banks[0]!.at, maps: gsasTimeMaps(lines) };
  return {
    scans: numberedScans(
      banks.map(({ points }) => points),
      (i) => `BANK ${banks[i]!.number}`,
    ),
    table: (i) => tableOf(text, lines, banks[i]!, shared),
  };
}

/**
 * GSAS powder data (GSAS manual, Larson and Von Dreele 2004), of types STD, ESD, ALT, FXY and FXYE. Banks of constant step are
 * two-theta, centidegrees become degrees; those of SLOG, RALF and TIME_MAP are times of flight in microseconds, at which bins begin.
 * Values of ALT without a decimal point have four decimals, as the manual's Fortran format says.
 *
 * @param scan Which bank, by position from 1 or as `BANK 2`. @default the first, with a warning
 * @throws OperandoError `unsupported` for other binnings and types, `truncated-file`, `malformed-file`, `bad-number` with the line.
 */
export function parseGsas(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** GSAS powder data. */
export const gsas: TextFormat = {
  id: 'gsas',
  title: 'GSAS powder data',
  kind: 'text',
  sniff: ({ lines }) => (lines.slice(0, 60).some((line) => isBankLine(line)) ? 0.95 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseGsas(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
