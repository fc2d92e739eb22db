import { OperandoError } from '@operando/core';
import type { JsonValue, Metadata, OperandoWarning } from '@operando/core';
import { energyWarnings } from './energy-unit.js';
import type { ScanSummary } from './scan-summary.js';
import type { NumberTable } from '../text/number-table.js';
import { said, shown } from '../text/said.js';
import { slashParts } from './slash-label.js';

/** What a column holds, as far as its label tells. */
export type ColumnRole =
  | 'energy'
  | 'angle'
  | 'i0'
  | 'itrans'
  | 'ifluor'
  | 'iref'
  | 'mutrans'
  | 'mufluor'
  | 'norm'
  | 'two-theta'
  | 'q'
  | 'd-spacing'
  | 'time-of-flight'
  | 'intensity'
  /** Standard deviations of the intensity. */
  | 'sigma'
  /** Recorded beside the signal: a time, a temperature, another drive. */
  | 'channel';

/** One numeric column of a file. */
export interface TableColumn {
  /** As the file calls it; `column 1` when it does not. */
  readonly label: string;
  /** As in `Axis.unit`; absent where the file states none. */
  readonly unit?: string;
  /** What it is for, where label or format say so. */
  readonly role?: ColumnRole;
  /** One for each row; NaN where the file has none. */
  readonly values: Float64Array;
}

/** When a file's data were taken. */
export interface TableTime {
  /** UNIX seconds of the start. */
  readonly epoch: number;
  /** `utc`, an offset such as `+02:00`, or `unstated`. */
  readonly zone: string;
  /** Seconds, when known. */
  readonly duration?: number;
  /** How the duration was known, when it is not written plainly. */
  readonly note?: string;
}

/** A spectrum file as read: numeric columns and what the header says. */
export interface ColumnTable {
  /** Id of its format. */
  readonly format: string;
  /** All of one length. */
  readonly columns: readonly TableColumn[];
  /** How many there are. */
  readonly rows: number;
  /** File line (from 1) of each row. */
  readonly lines: Int32Array;
  /** What the head of the file says, by its own names. */
  readonly metadata: Metadata;
  /** Single numbers of the header worth keeping per frame (edge step, temperature). */
  readonly scalars: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  /** When it was measured, where the file says so. */
  readonly time?: TableTime;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** Label of the column that its command says was moved. */
  readonly moved?: string;
  /** Every scan, group or spectrum of the file, where it can hold several. */
  readonly scans?: readonly ScanSummary[];
  /** Which of them this table is. */
  readonly scan?: string;
}

const roles: readonly (readonly [RegExp, ColumnRole])[] = [
  [/^(mu_?trans|mutrans|xmu|mu|mu_?t)$/i, 'mutrans'],
  [/^(mu_?fluor?|mufluor|mu_?f)$/i, 'mufluor'],
  [/^(norm|normalized|nor|normalised)$/i, 'norm'],
  [/^(io|i[_ -]?0|i0_eh1|i0_.*)$/i, 'i0'],
  [/^(i[_ -]?(t|tr|trans|transm|transmission|transmitted|1)|i1_eh1)$/i, 'itrans'],
  [/^(iff|i[_ -]?(f|fl|fluo|fluor|fluorescence))$/i, 'ifluor'],
  [/^(i[_ -]?(r|ref|refer|reference|2)|ir_.*)$/i, 'iref'],
  [/^(2.?-?theta.*|two.?theta.*|tth|2th.*|2θ.*)$/i, 'two-theta'],
  [/^q(_.*)?$/i, 'q'],
  [/^d(.?spacing)?$/i, 'd-spacing'],
  [/^(intensity|i|counts?|yobs|int)$/i, 'intensity'],
  [/^(angle.*|bragg_?angle|theta)$/i, 'angle'],
  // `E-E0`, `energy - edge`: relative to an edge.
  [/^(e|en|energy) ?[-\u2212] ?(e_?0|e_?f|edge)$/i, 'energy'],
  [/^(e|en|ev|mono|energy.*|(shifted|mono|bragg|e_?bragg|achieved)[ _]?energy.*|ebraggenergy)$/i, 'energy'],
  // `Requested Energy`, `ZapEnergy`, `dcm.energy_rbv`; not the energies of electrons, detectors and losses.
  [
    /^(?!.*(?:kinetic|binding|pass|loss|resol|electron|detector|fluo|emission|centre|center|width))(?:[a-z\d]{1,20}[ _.:-]?){1,3}energy(?:[ _.:-]?(?:rbv|readback|achieved|requested|enc(?:oder)?|set|sp|value|corr?(?:ected)?|mono|\d+))?$/i,
    'energy',
  ],
];

/** Role of a column by its label. */
export function roleOf(label: string): ColumnRole | undefined {
  const name = label.trim();
  return roles.find(([pattern]) => pattern.test(name))?.[1];
}

/** What is applied to others and not measured in them: `ln(I0/It)`. */
const functionName = /(?:^|[^\p{L}])(?:ln|log(?:10|2)?|exp|sqrt|abs)$/iu;
/** What a quantity is a function of: `mu(E)`, `I(q)`. */
const argument = /^[qQEkx]$/;

/** A label as a name and a unit: `Energy (eV)`, `energy [eV]`, `E/eV` (see `slashParts`). */
export function splitLabel(label: string): { readonly name: string; readonly unit?: string } {
  const text = label.trim();
  if (!text.endsWith(')') && !text.endsWith(']')) {
    const parts = slashParts(text);
    return parts === undefined ? { name: text } : { name: splitLabel(parts.name).name, unit: parts.unit };
  }
  // Not one regular expression: it takes cubic time on "a(" and many blanks.
  const inside = text.slice(0, -1);
  const open = Math.max(inside.lastIndexOf('('), inside.lastIndexOf('['));
  const closed = Math.max(inside.lastIndexOf(')'), inside.lastIndexOf(']'));
  // `q/(1/nm)`
  const name = inside
    .slice(0, Math.max(open, 0))
    .trimEnd()
    .replace(/(?<=.)\/$/, '')
    .trimEnd();
  const unit = inside.slice(open + 1).trim();
  if (open < closed || name === '' || unit === '' || /[\n\r\u2028\u2029]/.test(name)) return { name: text };
  if (functionName.test(name)) return { name: text };
  return argument.test(unit) ? { name } : { name, unit };
}

/** Columns of a parsed table under these labels. */
export function labelledColumns(table: NumberTable, labels: readonly string[]): TableColumn[] {
  return table.columns.map((values, i) => {
    const label = labels[i] ?? `column ${i + 1}`;
    const { name, unit } = splitLabel(label);
    const role = roleOf(name);
    return {
      label,
      values,
      ...(unit === undefined ? {} : { unit }),
      ...(role === undefined ? {} : { role }),
    };
  });
}

/**
 * A column by label (case does not matter), number (from 1) or role.
 * @throws OperandoError `column-missing`, listing what there is.
 */
export function findColumn(table: ColumnTable, wanted: string | number): TableColumn {
  const found =
    typeof wanted === 'number'
      ? table.columns[wanted - 1]
      : (table.columns.find(({ label }) => label.trim().toLowerCase() === wanted.trim().toLowerCase()) ??
        table.columns.find(({ label }) => splitLabel(label).name.toLowerCase() === wanted.trim().toLowerCase()) ??
        table.columns.find(({ role }) => role === wanted));
  if (found !== undefined) return found;
  throw new OperandoError('column-missing', said`there is no column ${JSON.stringify(wanted)}.`, {
    where: { column: shown(wanted) },
    cure: said`The file has ${table.columns
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ')}.`,
  });
}

/** Warnings about columns in which every value is missing, and about energies that cannot be in their unit. */
export function emptyColumnWarnings(columns: readonly TableColumn[]): OperandoWarning[] {
  const empty = columns.flatMap(({ label, values }): OperandoWarning[] =>
    values.length > 0 && values.every(Number.isNaN)
      ? [
          {
            code: 'empty-column',
            message: said`Column ${label} is NaN in all ${values.length} rows.`,
            where: { column: shown(label) },
          },
        ]
      : [],
  );
  return [...empty, ...energyWarnings(columns)];
}

/** Warning about labels that several columns have: by its name the first is found. */
export function repeatedLabelWarnings(labels: readonly string[], where?: OperandoWarning['where']): OperandoWarning[] {
  const seen = new Set<string>();
  const repeated = labels.find((label) => seen.size === seen.add(label).size);
  if (repeated === undefined) return [];
  return [
    {
      code: 'labels-repeated',
      message: said`Several columns are called ${repeated}: by its name the first is found, by their numbers all.`,
      where: where ?? { column: shown(repeated) },
    },
  ];
}

/** Header values as JSON, numbers where they are plain numbers. */
export function headerValue(text: string): JsonValue {
  const trimmed = text.trim();
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) && trimmed.length < 16 ? Number(trimmed) : trimmed;
}

/**
 * The columns of a table by their labels, as channels for functions that compute with them
 * (`muFromChannels` and `splitSweeps` of `@operando/xas-normalize`). Of several columns of one label the first is given;
 * the object has no prototype, so any label is a plain key.
 */
export function channelsOf(table: ColumnTable): Readonly<Record<string, Float64Array>> {
  const channels = Object.create(null) as Record<string, Float64Array>;
  for (const { label, values } of table.columns) if (!Object.hasOwn(channels, label)) channels[label] = values;
  return channels;
}
