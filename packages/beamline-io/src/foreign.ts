import { archiveMentions } from './bytes/archive.js';
import { athenaFlavour } from './absorption/athena-project.js';
import type { Sample } from './format.js';
import { timeResolvedJson } from './reflectivity/time-resolved-json.js';

/** A format that is known well enough to be refused by name. */
export interface ForeignFormat {
  readonly title: string;
  /** What to do instead. */
  readonly cure?: string;
  readonly sniff: (sample: Sample) => boolean;
}

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length &&
  Array.from(text, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);

const line = (sample: Sample, index: number): string => sample.lines[index]?.trim() ?? '';
const anyLine = ({ lines }: Sample, pattern: RegExp, first = 60): boolean =>
  lines.slice(0, first).some((text) => pattern.test(text));

/** Formats this version does not read. None of them may pass for columns of numbers. */
export const foreignFormats: readonly ForeignFormat[] = [
  {
    title: 'an Excel file of before 2007 (.xls)',
    sniff: ({ bytes }) => startsWith(bytes, '\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1'),
  },
  {
    title: 'an HDF4 file, or old NeXus in it',
    sniff: ({ bytes }) => startsWith(bytes, '\u000E\u0003\u0013\u0001'),
    cure: 'Convert it to HDF5, with h4toh5 or nxconvert.',
  },
  {
    title: 'a scan script of a transmission X-ray microscope',
    sniff: (sample) => anyLine(sample, /^sete \d/, 200) && anyLine(sample, /^(moveto|setexp) /, 200),
    cure: 'Give the images or spectra that it made.',
  },
  {
    title: 'a zip archive of an unknown kind',
    sniff: ({ bytes }) =>
      startsWith(bytes, 'PK\u0003\u0004') &&
      !archiveMentions(bytes, 'Experiment0/') &&
      !archiveMentions(bytes, '/Profile0.txt') &&
      !archiveMentions(bytes, 'xl/') &&
      !archiveMentions(bytes, '.ndc'),
  },
  {
    title: 'an Ivium data file (.idf)',
    sniff: (sample) => anyLine(sample, /^primary_data/, 3000) && anyLine(sample, /^Method=/, 3000),
    cure: 'Export it as text in IviumSoft, with its times (time /s, E /V, I /A).',
  },
  { title: 'a gzip file inside a gzip file', sniff: ({ bytes }) => bytes[0] === 0x1f && bytes[1] === 0x8b },
  {
    title: 'JSON',
    sniff: (sample) =>
      /^[{[]\s*("|\{|$)/.test(line(sample, 0)) &&
      athenaFlavour(sample.lines) === undefined &&
      timeResolvedJson.sniff(sample) === 0,
  },
  {
    title: 'XML',
    sniff: (sample) => /^<\?xml|^<xrd/i.test(line(sample, 0)) && !anyLine(sample, /<xrdMeasurements/, 5),
  },
  {
    title: 'a CSV of several sections',
    sniff: (sample) =>
      /^\[[^\]]+\]\s*[,;]?$/.test(line(sample, 0)) &&
      !/^\[Measurement conditions\]/i.test(line(sample, 0)) &&
      // Scienta's spectra.
      !anyLine(sample, /^\[Region 1\]/i, 10) &&
      !anyLine(sample, /^Novonix/i, 10) &&
      // Pair distribution functions: their settings in sections, then a table.
      !anyLine(sample, /^#+ start data\s*$/i, 1000),
  },
];
