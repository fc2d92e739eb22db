import { OperandoError } from '@operando/core';
import { decodeText, isUtf16, splitLines } from './text/decode.js';
import { athena } from './formats/athena.js';
import { amptekMca } from './formats/amptek-mca.js';
import { epicsMca } from './formats/epics-mca.js';
import { biologic } from './formats/biologic.js';
import { arbinCsv } from './formats/arbin.js';
import { basytec } from './formats/basytec.js';
import { excelLog } from './formats/excel-log.js';
import { gamry } from './formats/gamry.js';
import { maccor } from './formats/maccor.js';
import { newareCsv } from './formats/neware-csv.js';
import { newareNda } from './formats/neware-nda.js';
import { newareNdax } from './formats/neware-ndax.js';
import { novonix } from './formats/novonix.js';
import { biologicMpr } from './formats/biologic-mpr.js';
import { clockLog } from './formats/clock-log.js';
import { columnText } from './formats/column-text.js';
import { csv } from './formats/csv.js';
import { batteryDataCsv, electrochemistryCsv } from './formats/electrochemistry-csv.js';
import { foreignFormats } from './formats/foreign.js';
import type { Format, Sample } from './formats/format.js';
import { gunzip, isGzip } from './gzip.js';
import { brukerBrml } from './formats/bruker-brml.js';
import { brukerRaw } from './formats/bruker-raw.js';
import { epicsMda } from './formats/epics-mda.js';
import { iec1455 } from './formats/iec-1455.js';
import { ortecSpc } from './formats/ortec-spc.js';
import { ortecChn } from './formats/ortec-chn.js';
import { canberraCnf } from './formats/canberra-cnf.js';
import { canberraMca } from './formats/canberra-mca.js';
import { psiDmc } from './formats/psi-dmc.js';
import { brukerUxd } from './formats/bruker-uxd.js';
import { gsas } from './formats/gsas.js';
import { labXrd } from './formats/lab-xrd.js';
import { lynxAscii } from './formats/lynx-ascii.js';
import { orsoText } from './formats/orso-text.js';
import { ortecSpe } from './formats/ortec-spe.js';
import { panalyticalCsv } from './formats/panalytical-csv.js';
import { rigakuRas } from './formats/rigaku-ras.js';
import { rigakuRasx } from './formats/rigaku-rasx.js';
import { singleColumn } from './formats/single-column.js';
import { rock } from './formats/rock.js';
import { spec } from './formats/spec.js';
import { athenaColumns } from './formats/athena-columns.js';
import { clsEvents } from './formats/cls-events.js';
import { labviewScan } from './formats/labview-scan.js';
import { nslsIss } from './formats/nsls-iss.js';
import { photonFactory } from './formats/photon-factory.js';
import { photonFactoryDispersive } from './formats/photon-factory-dispersive.js';
import { ssrlCollector } from './formats/ssrl-collector.js';
import { ssrlQuick } from './formats/ssrl-quick.js';
import { xdac } from './formats/xdac.js';
import { xdi } from './formats/xdi.js';
import { xrdml } from './formats/xrdml.js';

/** Formats with a mark of their own. */
const specificFormats: readonly Format[] = [
  xdi,
  rock,
  athena,
  athenaColumns,
  spec,
  ssrlQuick,
  ssrlCollector,
  photonFactory,
  photonFactoryDispersive,
  xdac,
  labviewScan,
  clsEvents,
  nslsIss,
  biologic,
  biologicMpr,
  arbinCsv,
  newareCsv,
  newareNda,
  newareNdax,
  maccor,
  basytec,
  novonix,
  gamry,
  excelLog,
  clockLog,
  batteryDataCsv,
  electrochemistryCsv,
  labXrd,
  xrdml,
  rigakuRas,
  panalyticalCsv,
  gsas,
  psiDmc,
  brukerRaw,
  brukerUxd,
  brukerBrml,
  rigakuRasx,
  ortecSpe,
  ortecSpc,
  ortecChn,
  canberraCnf,
  canberraMca,
  iec1455,
  epicsMda,
  amptekMca,
  epicsMca,
  lynxAscii,
  orsoText,
];

/** Formats that fit many files, asked only when no other claims one. */
const genericFormats: readonly Format[] = [csv, columnText, singleColumn];

/** Every format that is read. */
export const formats: readonly Format[] = [...specificFormats, ...genericFormats];

type Claim = Format & { readonly confidence: number };

/** Who claims a file, strongest first; undefined for nobody. */
function claimsOf(candidates: readonly Format[], sample: Sample): Claim[] | undefined {
  const claims = candidates
    .map((format): Claim => Object.assign({ confidence: format.sniff(sample) }, format))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  return claims.length === 0 ? undefined : claims;
}

/** What {@link sniff} found. */
export interface SniffResult {
  readonly format: string;
  readonly title: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Bytes of a file that sniffers see. */
const sampleBytes = 65_536;

function sampleOf(bytes: Uint8Array, name: string): Sample {
  const head = bytes.subarray(0, sampleBytes);
  let text: string;
  try {
    ({ text } = decodeText(head));
  } catch {
    text = '';
  }
  const lines = splitLines(text);
  // The last line of a sample may be cut in two.
  if (head.length < bytes.length && lines.length > 1) lines.pop();
  return { bytes: head, lines, name };
}

/**
 * Which format a file has, by its content; of a gzip file, by what it holds.
 *
 * @param name File name, for messages only.
 * @throws OperandoError `unsupported` naming a format that is known but not read, `unknown-format`,
 * `ambiguous-format` when two formats claim it equally.
 */
export function sniff(bytes: Uint8Array, name = ''): SniffResult {
  const { id, title, confidence } = sniffFormat(isGzip(bytes) ? gunzip(bytes) : bytes, name);
  return { format: id, title, confidence };
}

/** A format that is known, but not read. */
function unsupported(
  title: string,
  where: { readonly where?: { readonly file: string } },
  cure = 'Export it as columns of numbers, or see the list of formats in the README.',
): OperandoError {
  return new OperandoError('unsupported', `this is ${title}, which this version does not read.`, { ...where, cure });
}

/** {@link sniff}, with the format itself. */
export function sniffFormat(bytes: Uint8Array, name: string): Format & { readonly confidence: number } {
  const where = name === '' ? {} : { where: { file: name } };
  if (bytes.length === 0) throw new OperandoError('unknown-format', 'the file is empty.', where);
  const sample = sampleOf(bytes, name);
  const foreign = foreignFormats.find((format) => format.sniff(sample));
  if (foreign !== undefined) throw unsupported(foreign.title, where, foreign.cure);
  const specific = claimsOf(specificFormats, sample);
  const binary = specific === undefined && bytes.subarray(0, 4096).includes(0) && !isUtf16(bytes);
  if (binary) throw unsupported('binary data', where);
  const [best, second] = specific ?? claimsOf(genericFormats, sample) ?? [];
  if (best === undefined) {
    throw new OperandoError('unknown-format', 'no format known here fits this file.', {
      ...where,
      cure: 'Two or more columns of numbers are needed; see the list of formats in the README.',
    });
  }
  if (second !== undefined && second.confidence === best.confidence) {
    throw new OperandoError('ambiguous-format', `the file could be ${best.title} or ${second.title}.`, {
      ...where,
      cure: `Say which: format: '${best.id}' or '${second.id}'.`,
    });
  }
  return best;
}
