import type { JsonValue, OperandoWarning } from '@operando/core';
import { absorptionFrame } from '../series/absorption-frame.js';
import type { AssembleOptions, Frame } from '../series/frame.js';
import { emptyColumnWarnings, labelledColumns } from './column-table.js';
import type { ColumnTable, TableColumn } from './column-table.js';
import { chooseScan } from './scan-choice.js';
import type { ScanSummary } from './scan-summary.js';
import type { TextFormat } from '../format.js';
import { parseSpecFile } from './spec-file.js';
import type { SpecFile, SpecHeader, SpecScanOutline } from './spec-file.js';
import { readSpecScan } from './spec-scan.js';
import type { SpecScan } from './spec-scan.js';
import { said } from '../text/said.js';

function summaryOf({ id, command, rows, spectra, aborted }: SpecScanOutline): ScanSummary {
  const notes = [
    ...(aborted ? ['aborted'] : []),
    ...(rows === 0 && spectra.length === 0 ? ['empty'] : []),
    ...(spectra.length > 0 ? [`${spectra.length} spectra`] : []),
  ];
  // A scan of spectra alone has something to give too.
  return { id, title: command, rows: rows > 0 ? rows : spectra.length, notes };
}

const jsonOf = (header: SpecHeader): JsonValue =>
  Object.fromEntries([...header].map(([key, values]) => [key, values.length === 1 ? values[0]! : [...values]]));

/** Channel and counts of scans that hold spectra and no points. */
function spectrumColumns({ mca, id }: SpecScan, warnings: OperandoWarning[]): TableColumn[] {
  const channels = mca[0]!.counts.length;
  const { first, step } = mca[0]!;
  const fitting = mca.filter((each) => each.counts.length === channels && each.first === first && each.step === step);
  if (fitting.length < mca.length)
    warnings.push({
      code: 'columns-left-out',
      message: said`${mca.length - fitting.length} spectra of scan ${id} have other channels than the first: they were left out.`,
    });
  return [
    { label: 'channel', values: Float64Array.from({ length: channels }, (_, i) => first + step * i) },
    ...fitting.map(({ detector, counts }, i): TableColumn => {
      const column: TableColumn = {
        label: fitting.length === 1 ? 'counts' : `counts ${detector} ${i + 1}`,
        values: counts,
      };
      return i === 0 ? Object.assign(column, { role: 'intensity' as const }) : column;
    }),
  ];
}

/** Labels by which the mnemonics of motors that commands use (`#o`) go: `energy` is `Mono Energy`. */
function namesOfMotors({ fileHeader, header }: SpecScan): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [key, values] of [...fileHeader, ...header]) {
    const index = /^o(\d+)$/.exec(key)?.[1];
    const labels = (header.get(`O${index}`) ?? fileHeader.get(`O${index}`))
      ?.at(-1)
      ?.trim()
      .split(/\s{2,}|\t+/);
    const mnemonics = values.at(-1)!.trim().split(/\s+/);
    if (index === undefined || labels?.length !== mnemonics.length) continue;
    mnemonics.forEach((mnemonic, i) => names.set(mnemonic.toLowerCase(), labels[i]!.toLowerCase()));
  }
  return names;
}

/** Names of motors that move the energy. */
const movesEnergy = /energ|(?:^|[^a-z])(?:mono|dcm|hv|e)\d?(?:$|[^a-z])/i;

/** The column of the motor that the command of a scan moves: its label, or one that begins with its name. */
function movedColumn(
  scan: SpecScan,
  columns: readonly TableColumn[],
): { readonly column: TableColumn; readonly word: string } | undefined {
  const names = namesOfMotors(scan);
  for (const word of scan.command.toLowerCase().split(/\s+/).slice(1, 12)) {
    if (!/^[a-z_]/.test(word)) continue;
    const wanted = new Set([word, names.get(word)]);
    const found =
      columns.find(({ label }) => wanted.has(label.toLowerCase())) ??
      columns.find(
        ({ label }) =>
          word.length > 2 &&
          label
            .toLowerCase()
            .replaceAll(/[ _.-]/g, '')
            .startsWith(word),
      );
    if (found !== undefined) return { column: found, word };
  }
  return undefined;
}

/** The columns of a scan, and which of them its command moves; a motor that says so is the energy. */
function movedFirst(
  scan: SpecScan,
  columns: readonly TableColumn[],
): { readonly columns: readonly TableColumn[]; readonly moved?: string } {
  const found = movedColumn(scan, columns);
  if (found === undefined) return { columns };
  const { column: moved, word } = found;
  const isEnergy = moved.role === undefined && movesEnergy.test(`${moved.label} ${word}`);
  return {
    columns: isEnergy ? columns.map((each) => (each === moved ? { ...each, role: 'energy' as const } : each)) : columns,
    moved: moved.label,
  };
}

function tableOf(
  file: SpecFile,
  outline: SpecScanOutline,
  scans: readonly ScanSummary[],
  chosen: readonly OperandoWarning[],
): ColumnTable {
  const scan = readSpecScan(file, outline);
  const warnings = [...chosen, ...scan.warnings];
  const spectraOnly = scan.rows === 0 && scan.mca.length > 0;
  const { columns, moved } = spectraOnly
    ? { columns: spectrumColumns(scan, warnings) }
    : movedFirst(scan, labelledColumns({ rows: scan.rows, columns: scan.columns, lines: scan.lines }, scan.labels));
  const rows = columns[0]?.values.length ?? 0;
  return {
    format: 'spec',
    columns,
    rows,
    lines: spectraOnly ? new Int32Array(rows).fill(scan.mca[0]!.line) : scan.lines,
    metadata: {
      scan: scan.id,
      command: scan.command,
      aborted: scan.aborted,
      motors: Object.fromEntries(scan.motors),
      comments: [...scan.comments],
      header: jsonOf(scan.header),
      file_header: jsonOf(scan.fileHeader),
      ...(scan.mca.length === 0
        ? {}
        : {
            spectra: scan.mca.map(({ detector, counts, line, first }) => ({
              detector,
              channels: counts.length,
              line,
              ...(first === 0 ? {} : { first }),
            })),
          }),
    },
    scalars: {},
    ...(moved === undefined ? {} : { moved }),
    ...(scan.time === undefined ? {} : { time: scan.time }),
    warnings: [...warnings, ...emptyColumnWarnings(columns)],
    scans,
    scan: scan.id,
  };
}

/**
 * Every scan of a SPEC file with its columns, `@A` spectra, motors and time, those without points
 * and aborted ones too. Of a large file read the scans one by one: `parseSpecFile`, then `readSpecScan`.
 *
 * @throws OperandoError as {@link parseSpecFile} and {@link readSpecScan}.
 */
export function parseSpecScans(text: string): SpecScan[] {
  const file = parseSpecFile(text);
  return file.scans.map((scan) => readSpecScan(file, scan));
}

/**
 * One scan of a SPEC file as a table: its columns by `#L`; for a scan of `@A` spectra without
 * points, channel and counts. Motors, comments and headers are in the metadata.
 *
 * @param scan `5.2` (number and occurrence), 5 where the number occurs once, or the command.
 * @default the first with data, with a warning
 * @throws OperandoError as {@link parseSpecFile} and {@link readSpecScan}; `invalid-argument` for a scan there is not.
 */
export function parseSpec(text: string, scan?: string | number): ColumnTable {
  const file = parseSpecFile(text);
  const scans = file.scans.map(summaryOf);
  const { index, warnings } = chooseScan(scans, scan);
  return tableOf(file, file.scans[index]!, scans, warnings);
}

/** Options of {@link specAbsorption}. */
export interface SpecAbsorptionOptions extends Pick<AssembleOptions, 'x' | 'signal' | 'onBadPoint'> {
  /** See {@link parseSpec}. */
  readonly scan?: string | number | undefined;
}

/**
 * One scan of a SPEC file as an absorption spectrum: energies in eV (`x`: the column, else the one
 * called energy, in keV with a warning where it can be nothing else) and `signal` as in `absorptionOf`.
 *
 * @throws OperandoError as {@link parseSpec}, `energiesOf` and `absorptionOf`; `unsplit-sweep`.
 */
export function specAbsorption(text: string, options: SpecAbsorptionOptions = {}): Frame {
  const table = parseSpec(text, options.scan);
  return absorptionFrame(table, `scan ${table.scan!}`, options);
}

/** SPEC files. */
export const spec: TextFormat = {
  id: 'spec',
  title: 'SPEC file',
  kind: 'text',
  sniff: ({ lines }) => {
    const at = lines.findIndex((line) => line.startsWith('#S') && /^#S\s+-?\d+(?:\s|$)/.test(line));
    const isHeaded = lines[0]?.startsWith('#F ') === true;
    if (at < 0) return isHeaded && lines.slice(0, 20).some((line) => /^#(?:E \d|O0)/.test(line)) ? 0.9 : 0;
    // Other programs write #S and #L too (pair distribution functions): the lines between are SPEC's own.
    const isOwn = (line: string): boolean => /^(?:#(?:N|D|T|M|G\d|Q|P0|@\w+|UT?\d*)(?:\s|$)|@A)/.test(line);
    const isScan =
      lines.slice(at + 1, at + 200).some(isOwn) ||
      (/^#S\s+-?\d+\s+[a-z]\w*/i.test(lines[at]!) && lines.slice(at).some((line) => line.startsWith('#L ')));
    return isScan ? (isHeaded ? 0.98 : 0.95) : 0;
  },
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseSpec(text, scan) }),
  scans: (text) => {
    const file = parseSpecFile(text);
    const scans = file.scans.map(summaryOf);
    return file.scans.flatMap((scan, i) => (scans[i]!.rows > 0 ? [tableOf(file, scan, scans, [])] : []));
  },
};
