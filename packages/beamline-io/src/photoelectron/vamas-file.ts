import { OperandoError } from '@operando/core';
import { said } from '../text/said.js';
import { readVamasBlock } from './vamas-block.js';
import type { VamasBlock, VamasHeader, VamasVariable } from './vamas-block.js';
import { vamasLines } from './vamas-lines.js';
import type { VamasLines } from './vamas-lines.js';

/** A VAMAS file (ISO 14976) as it stands. */
export interface VamasFile {
  /** What all blocks share. */
  readonly header: VamasHeader;
  /** Each a spectrum, in the order of the file. */
  readonly blocks: readonly VamasBlock[];
  /** The closing line: `end of experiment`. */
  readonly end: string;
  /** Lines behind the closing one that are not blank. */
  readonly surplus: number;
  /** Of the whole file. */
  readonly lines: number;
}

/** First line of every VAMAS file. */
export const vamasMark = 'VAMAS Surface Chemical Analysis Standard Data Transfer Format';

const modes = new Set(['MAP', 'MAPDP', 'MAPSV', 'MAPSVDP', 'NORM', 'SDP', 'SDPSV', 'SEM', 'NOEXP']);
/** Modes whose blocks hold line scans, and one that has no values. */
const unreadModes = new Set(['MAPSV', 'MAPSVDP', 'SEM', 'NOEXP']);

/** Pairs of a label and a unit. */
export function readVariables(lines: VamasLines, what: string): VamasVariable[] {
  const count = lines.count(`the number of ${what}s`, 2);
  return Array.from({ length: count }, () => ({
    label: lines.text(`the label of ${what}`).trim(),
    unit: lines.text(`the unit of ${what}`).trim(),
  }));
}

function unsupported(problem: string, line: number, cure: string): never {
  throw new OperandoError('unsupported', problem, { where: { line }, cure });
}

function readModes(lines: VamasLines): Pick<VamasHeader, 'mode' | 'scan' | 'regions'> {
  const mode = lines.text('the experiment mode').trim().toUpperCase();
  if (!modes.has(mode))
    lines.fail(said`${JSON.stringify(mode.slice(0, 40))} is no experiment mode of VAMAS (NORM, SDP, MAP, ...).`);
  if (unreadModes.has(mode))
    unsupported(
      `this is a VAMAS file of the mode ${mode}, which is not read here.`,
      lines.line,
      'Export spectra (NORM, SDP or MAP).',
    );
  const scan = lines.text('the scan mode').trim().toUpperCase();
  if (scan !== 'REGULAR' && scan !== 'IRREGULAR') {
    if (scan === 'MAPPING')
      unsupported(
        'this is a VAMAS file of the scan mode MAPPING, which is not read here.',
        lines.line,
        'Export spectra.',
      );
    return lines.fail(
      said`${JSON.stringify(scan.slice(0, 40))} is no scan mode of VAMAS (REGULAR, IRREGULAR, MAPPING).`,
    );
  }
  const regions = mode === 'SDPSV' ? 0 : lines.count('the number of spectral regions', 0);
  if (mode.startsWith('MAP'))
    for (const what of ['analysis positions', 'x coordinates', 'y coordinates'])
      lines.count(`the number of ${what}`, 0);
  return { mode, scan, regions };
}

function readHeader(lines: VamasLines): VamasHeader {
  const format = lines.text('the format').trim();
  if (!format.toLowerCase().startsWith(vamasMark.toLowerCase()))
    lines.fail(said`a VAMAS file begins with ${JSON.stringify(vamasMark)}.`);
  const [institution, instrument, operator, experiment] = lines.texts(4, 'the header').map((line) => line.trim()) as [
    string,
    string,
    string,
    string,
  ];
  const comment = lines.texts(lines.count('the number of lines of the comment', 1), 'the comment');
  const { mode, scan, regions } = readModes(lines);
  const experimentalVariables = readVariables(lines, 'experimental variable');
  const listed = lines.whole('the number of entries of the inclusion or exclusion list');
  if (listed !== 0)
    unsupported(
      'this VAMAS file leaves out parts of its later blocks (inclusion or exclusion list), which is not read here.',
      lines.line,
      'Export the file with whole blocks, as CasaXPS does.',
    );
  lines.texts(lines.count('the number of manually entered items', 1), 'a manually entered item');
  const futureExperiment = lines.count('the number of future upgrade experiment entries', 1);
  const futureBlock = lines.count('the number of future upgrade block entries', 0);
  const future = lines.texts(futureExperiment, 'a future upgrade experiment entry');
  return {
    format,
    institution,
    instrument,
    operator,
    experiment,
    comment,
    mode,
    scan,
    regions,
    experimentalVariables,
    future,
    futureBlock,
  };
}

/**
 * A VAMAS file, line by line, to its closing line.
 *
 * @throws OperandoError `malformed-file`, `bad-number`, `truncated-file` with the line; `unsupported` for maps of line
 * scans and for files whose later blocks leave fields out.
 */
export function parseVamasFile(text: string): VamasFile {
  const lines = vamasLines(text);
  const header = readHeader(lines);
  const count = lines.count('the number of blocks', 40);
  const blocks = Array.from({ length: count }, () => readVamasBlock(lines, header));
  const end = lines.text('the end of the experiment').trim();
  if (!/^end of experiment\b/i.test(end))
    lines.fail(said`after ${count} blocks "end of experiment" should stand, not ${JSON.stringify(end.slice(0, 40))}.`);
  const { line } = lines;
  let surplus = 0;
  while (lines.left > 0) if (lines.text('').trim() !== '') surplus++;
  return { header, blocks, end, surplus, lines: line };
}
