import { OperandoError } from '@operando/core';
import { splitLines } from '../text/decode.js';
import { said } from '../text/said.js';

/** Header lines by their key (`D`, `N`, `P0`, `@CALIB`), each key with its lines in order. */
export type SpecHeader = ReadonlyMap<string, readonly string[]>;

/** One scan as it stands in the file, its numbers not yet read. */
export interface SpecScanOutline {
  /** Number and occurrence: `5.1`, and `5.2` for the next scan of that number. */
  readonly id: string;
  /** Number of the scan, as its line `#S` has it. */
  readonly number: number;
  /** Which scan of that number it is in the file, from 1. */
  readonly occurrence: number;
  /** What stands behind the number: the command. */
  readonly command: string;
  /** Header lines of the scan. */
  readonly header: SpecHeader;
  /** Header of the `#F` block the scan belongs to. */
  readonly fileHeader: SpecHeader;
  /** Its comments (`#C`), in order. */
  readonly comments: readonly string[];
  /** A comment says that the scan was aborted. */
  readonly aborted: boolean;
  /** Lines of numbers. */
  readonly rows: number;
  /** First lines (from 0) of the `@A` spectra. */
  readonly spectra: readonly number[];
  /** First line (`#S`), from 0. */
  readonly from: number;
  /** One past the last line. */
  readonly to: number;
}

/** A SPEC file: its lines and where its scans are. */
export interface SpecFile {
  /** Lines of the file, without their ends. */
  readonly lines: readonly string[];
  /** The same lines with spectra blanked out: they may go on over lines that look like rows. */
  readonly rowLines: readonly string[];
  /** Its scans, in the order of the file. */
  readonly scans: readonly SpecScanOutline[];
  /** The last line of the file has no end. */
  readonly openEnd: boolean;
}

interface Building {
  readonly number: number;
  readonly command: string;
  readonly from: number;
  readonly header: Map<string, string[]>;
  readonly fileHeader: SpecHeader;
  readonly comments: string[];
  readonly spectra: number[];
  rows: number;
}

const scanLine = /^#S\s+(-?\d+)(?:\s+(.*))?$/;
const keyLine = /^#(\S+)\s?(.*)$/;

function note(header: Map<string, string[]>, comments: string[], line: string): void {
  const [, key, value] = keyLine.exec(line) ?? [];
  if (key === undefined || key === 'C') comments.push((value ?? line.slice(1)).trim());
  else {
    const list = header.get(key);
    if (list === undefined) header.set(key, [value!]);
    else list.push(value!);
  }
}

/** Line after a spectrum: lines that end with a backslash go on in the next. */
export function afterSpectrum(lines: readonly string[], from: number, to: number): number {
  let i = from;
  while (i < to && lines[i]!.trimEnd().endsWith('\\')) i++;
  if (i >= to)
    throw new OperandoError('truncated-file', 'a spectrum goes on, but the scan ends.', {
      where: { line: from + 1 },
      cure: 'The file seems cut short: copy it again.',
    });
  return i + 1;
}

/**
 * Where the scans of a SPEC file are (certified scientific software, also written by Spock, PyMca
 * and others): `#F` begins a block with its own header and motor names, `#S` a scan. Scans without
 * points and aborted ones are listed as well, and a number that occurs again is another scan.
 *
 * @throws OperandoError `malformed-file` with the line for numbers before the first `#S` or a `#S`
 * without a number, `truncated-file` for a spectrum that does not end.
 */
export function parseSpecFile(text: string): SpecFile {
  const lines = splitLines(text);
  const scans: SpecScanOutline[] = [];
  const occurrences = new Map<number, number>();
  let fileHeader = new Map<string, string[]>();
  let scan: Building | undefined;
  let masked: string[] | undefined;
  const close = (to: number): void => {
    if (scan === undefined) return;
    const occurrence = (occurrences.get(scan.number) ?? 0) + 1;
    occurrences.set(scan.number, occurrence);
    scans.push({
      ...scan,
      id: `${scan.number}.${occurrence}`,
      occurrence,
      aborted: scan.comments.some((comment) => /\baborted\b/i.test(comment)),
      to,
    });
    scan = undefined;
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith('#F ') || line === '#F') {
      close(i);
      fileHeader = new Map();
      note(fileHeader, [], line);
    } else if (/^#S(\s|$)/.test(line)) {
      close(i);
      const [, number, command = ''] = scanLine.exec(line.trimEnd()) ?? [];
      if (number === undefined)
        throw new OperandoError(
          'malformed-file',
          said`${JSON.stringify(line.slice(0, 40))} begins a scan without a number.`,
          { where: { line: i + 1 }, cure: 'Scans begin with "#S number command".' },
        );
      scan = {
        number: Number(number),
        command: command.trim(),
        from: i,
        header: new Map(),
        fileHeader,
        comments: [],
        spectra: [],
        rows: 0,
      };
    } else if (line.startsWith('#')) {
      note(scan?.header ?? fileHeader, scan?.comments ?? [], line);
    } else if (line.trim() !== '') {
      if (scan === undefined)
        throw new OperandoError('malformed-file', 'there is something before the first scan that is no header.', {
          where: { line: i + 1 },
          cure: 'Scans begin with "#S number command".',
        });
      if (line.startsWith('@')) {
        scan.spectra.push(i);
        const after = afterSpectrum(lines, i, lines.length);
        masked ??= [...lines];
        masked.fill('', i, after);
        i = after - 1;
      } else scan.rows++;
    }
  }
  close(lines.length);
  return { lines, rowLines: masked ?? lines, scans, openEnd: lines.length > 0 && !/[\r\n]$/.test(text) };
}
