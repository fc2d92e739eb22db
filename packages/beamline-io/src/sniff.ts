import { OperandoError } from '@operando/core';
import { decodeText, isUtf16, splitLines } from './text/decode.js';
import { athena } from './absorption/athena.js';
import { amptekMca } from './detectors/amptek-mca.js';
import { epicsMca } from './detectors/epics-mca.js';
import { biologic } from './electrochemistry/biologic.js';
import { arbinCsv } from './electrochemistry/arbin.js';
import { basytec } from './electrochemistry/basytec.js';
import { excelLog } from './electrochemistry/excel-log.js';
import { gamry } from './electrochemistry/gamry.js';
import { maccor } from './electrochemistry/maccor.js';
import { newareCsv } from './electrochemistry/neware-csv.js';
import { newareNda } from './electrochemistry/neware-nda.js';
import { newareNdax } from './electrochemistry/neware-ndax.js';
import { novonix } from './electrochemistry/novonix.js';
import { biologicMpr } from './electrochemistry/biologic-mpr.js';
import { clockLog } from './electrochemistry/clock-log.js';
import { columnText } from './table/column-text.js';
import { csv } from './table/csv.js';
import { batteryDataCsv, electrochemistryCsv } from './electrochemistry/electrochemistry-csv.js';
import { foreignFormats } from './foreign.js';
import type { Format, Sample } from './format.js';
import { gunzip, isGzip } from './bytes/gzip.js';
import { brukerBrml } from './powder/bruker-brml.js';
import { brukerRaw } from './powder/bruker-raw.js';
import { epicsMda } from './table/epics-mda.js';
import { iec1455 } from './detectors/iec-1455.js';
import { ortecSpc } from './detectors/ortec-spc.js';
import { ortecChn } from './detectors/ortec-chn.js';
import { canberraCnf } from './detectors/canberra-cnf.js';
import { canberraMca } from './detectors/canberra-mca.js';
import { psiDmc } from './powder/psi-dmc.js';
import { brukerUxd } from './powder/bruker-uxd.js';
import { gsas } from './powder/gsas.js';
import { labXrd } from './powder/lab-xrd.js';
import { lynxAscii } from './detectors/lynx-ascii.js';
import { orsoText } from './reflectivity/orso-text.js';
import { ortecSpe } from './detectors/ortec-spe.js';
import { panalyticalCsv } from './powder/panalytical-csv.js';
import { rigakuRas } from './powder/rigaku-ras.js';
import { rigakuRasx } from './powder/rigaku-rasx.js';
import { singleColumn } from './table/single-column.js';
import { rock } from './absorption/rock.js';
import { spec } from './table/spec.js';
import { athenaColumns } from './absorption/athena-columns.js';
import { clsEvents } from './absorption/cls-events.js';
import { labviewScan } from './absorption/labview-scan.js';
import { nslsIss } from './absorption/nsls-iss.js';
import { photonFactory } from './absorption/photon-factory.js';
import { photonFactoryDispersive } from './absorption/photon-factory-dispersive.js';
import { ssrlCollector } from './absorption/ssrl-collector.js';
import { ssrlQuick } from './absorption/ssrl-quick.js';
import { xdac } from './absorption/xdac.js';
import { xdi } from './absorption/xdi.js';
import { xrdml } from './powder/xrdml.js';

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
