import type { Sample } from './format.js';
import { isGroupedNumber, parseNumber } from './text/number.js';
import { said } from './text/said.js';

/** The format that comes nearest to a file that none fits, and what keeps it from being one. */
export interface NearestFormat {
  readonly title: string;
  readonly problem: string;
  /** From 1. */
  readonly line: number;
  readonly column?: number;
}

/** Lines looked at. */
const searchedLines = 300;

interface Mark {
  readonly title: string;
  /** A line that files of the format have. */
  readonly mark: RegExp;
  /** What they have too, or else would be recognised. */
  readonly missing: string;
}

/** Lines by which people would know a format, and what is asked for beside them. */
const marks: readonly Mark[] = [
  {
    title: 'XDI (XAS Data Interchange)',
    mark: /^\s*[#;%]\s*(?:Element\.(?:symbol|edge)|Mono\.d_spacing|Column\.\d+|Scan\.start_time)\s*:/i,
    missing: 'its first line is not "# XDI/1.0"',
  },
  {
    title: 'a SPEC file',
    mark: /^#(?:S\s+\d|N\s+\d|L\s+\S|O0|P0|F\s)/,
    missing: 'a scan needs "#S number command", with "#L" and "#N" below it',
  },
  {
    title: 'BioLogic EC-Lab text (.mpt)',
    mark: /Nb header lines|\bEwe\/V\b|<I>\/mA|\(Q-Qo\)/i,
    missing: 'its first line is not "EC-Lab ASCII FILE"',
  },
  {
    title: 'Gamry .DTA',
    mark: /^(?:[A-Z]*CURVE\d*\tTABLE|TAG\t[A-Z]+\s*$)/,
    missing: 'its first line is not "EXPLAIN"',
  },
  {
    title: 'Maccor text',
    mark: /^"?Rec#/i,
    missing: 'its labels must name Rec#, Step, test time, Amps and Volts',
  },
  {
    title: 'a Neware log (CSV)',
    mark: /^"?(?:Cycle (?:ID|Index)|DataPoint|Record (?:ID|number))\b/i,
    missing: 'its labels must name a record, time, voltage and current',
  },
  {
    title: 'ORSO reflectivity text (.ort)',
    mark: /^#\s*(?:data_source|columns|reduction|measurement)\s*:/,
    missing: 'its first line is not "# # ORSO reflectivity data file"',
  },
  { title: 'Rigaku .ras', mark: /^\*[A-Z]+_[A-Z_]+ "/, missing: 'there is no "*RAS_DATA_START"' },
  {
    title: 'GSAS powder data',
    mark: /^BANK\s+\d+/,
    missing: 'a BANK line needs numbers of points and records, and a binning',
  },
  { title: 'XRDML', mark: /<(?:xrdMeasurement|dataPoints|intensities)\b/, missing: 'there is no <xrdMeasurements>' },
];

function nearestByMark(lines: readonly string[]): NearestFormat | undefined {
  for (const { title, mark, missing } of marks) {
    const at = lines.findIndex((line) => mark.test(line));
    if (at >= 0) return { title, problem: missing, line: at + 1 };
  }
  return undefined;
}

const separators = [
  { mark: /[ \t]+/, name: 'columns of numbers between blanks' },
  { mark: ',', name: 'columns between commas' },
  { mark: ';', name: 'columns between semicolons' },
  { mark: '\t', name: 'columns between tabs' },
] as const;

const isNumber = (cell: string): boolean => (parseNumber(cell) ?? parseNumber(cell, true)) !== undefined;
/** Which cell of a row is no number; beside decimal points commas part thousands. */
function failingCell(cells: readonly string[]): number {
  const points = cells.some((cell) => /\d\.\d/.test(cell) && isNumber(cell));
  return cells.findIndex(
    (cell) => cell !== '' && (!isNumber(cell) || (points && cell.includes(',') && isGroupedNumber(cell))),
  );
}
const bare = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1');

/** A text in which several lines below each other have as many cells, some of them numbers. */
function nearestByColumns(lines: readonly string[]): NearestFormat | undefined {
  let best: (NearestFormat & { readonly count: number }) | undefined;
  for (const { mark, name } of separators) {
    const rows = lines.map((line) => (line.trim() === '' ? [] : line.trim().split(mark).map(bare)));
    for (let at = 0; at < rows.length; at++) {
      const width = rows[at]!.length;
      if (width < 2 || !rows[at]!.some(isNumber)) continue;
      let to = at;
      while (to < rows.length && rows[to]!.length === width && rows[to]!.some(isNumber)) to++;
      const numbers = rows[at]!.filter(isNumber).length;
      const count = (to - at) * numbers;
      const column = failingCell(rows[at]!);
      if (to - at > 1 && column >= 0 && count > (best?.count ?? 0))
        best = {
          title: name,
          problem: said`${JSON.stringify(rows[at]![column]!.slice(0, 40))} is no number`,
          line: at + 1,
          column: column + 1,
          count,
        };
      at = Math.max(at, to - 1);
    }
  }
  return best;
}

/** The nearest format to the beginning of a text that none fits; undefined where it has nothing of any. */
export function nearestFormat({ lines }: Pick<Sample, 'lines'>): NearestFormat | undefined {
  const searched = lines.slice(0, searchedLines).map((line) => line.slice(0, 2000));
  return nearestByMark(searched) ?? nearestByColumns(searched);
}
