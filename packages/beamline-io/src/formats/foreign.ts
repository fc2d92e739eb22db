import { archiveMentions } from '../archive.js';
import { athenaFlavour } from './athena-project.js';
import type { Sample } from './format.js';

/** A format that is known well enough to be refused by name. */
export interface ForeignFormat {
  readonly title: string;
  readonly sniff: (sample: Sample) => boolean;
}

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.length >= text.length && Array.from(text, (letter) => letter.charCodeAt(0)).every((code, i) => bytes[i] === code);

const line = (sample: Sample, index: number): string => sample.lines[index]?.trim() ?? '';
const anyLine = ({ lines }: Sample, pattern: RegExp, first = 60): boolean =>
  lines.slice(0, first).some((text) => pattern.test(text));

/** Formats this version does not read. None of them may pass for columns of numbers. */
export const foreignFormats: readonly ForeignFormat[] = [
  { title: 'HDF5 or NeXus', sniff: ({ bytes }) => startsWith(bytes, '\u0089HDF') },
  { title: 'a zip archive (NDAX, XLSX)', sniff: ({ bytes }) => startsWith(bytes, 'PK\u0003\u0004') && !archiveMentions(bytes, 'Experiment0/') && !archiveMentions(bytes, '/Profile0.txt') },
  { title: 'a gzip file inside a gzip file', sniff: ({ bytes }) => bytes[0] === 0x1f && bytes[1] === 0x8b },
  { title: 'Neware .nda', sniff: ({ bytes }) => startsWith(bytes, 'NEWARE') },
  { title: 'Bruker .raw', sniff: ({ bytes }) => startsWith(bytes, 'RAW1.') || startsWith(bytes, 'RAW4.') || startsWith(bytes, 'RAW2') },
  { title: 'JSON', sniff: (sample) => /^[{[]\s*("|\{|$)/.test(line(sample, 0)) && athenaFlavour(sample.lines) === undefined },
  { title: 'XML', sniff: (sample) => /^<\?xml|^<xrd/i.test(line(sample, 0)) && !anyLine(sample, /<xrdMeasurements/, 5) },
  { title: 'PSI DMC powder data', sniff: (sample) => /^lambda\s*=/.test(line(sample, 1)) && /^[\d.]+\s+[\d.]+\s+[\d.]+\s+\d/.test(line(sample, 2)) },
  { title: 'a CSV of several sections', sniff: (sample) => /^\[[^\]]+\]\s*[,;]?$/.test(line(sample, 0)) && !/^\[Measurement conditions\]/i.test(line(sample, 0)) },
  { title: 'Gamry .DTA', sniff: (sample) => line(sample, 0).startsWith('EXPLAIN') },
  { title: 'Maccor text', sniff: (sample) => /^Today'+s Date/.test(line(sample, 0)) || (line(sample, 0).startsWith('Name:') && anyLine(sample, /^Rec#|\tCyc#/i)) },
  { title: 'Basytec text', sniff: (sample) => line(sample, 0).startsWith('~Resultfile from Basytec') },
  { title: 'binary data', sniff: ({ bytes }) => !startsWith(bytes, 'PK') && !startsWith(bytes, 'BIO-LOGIC') && !startsWith(bytes, 'ÿþ') && !startsWith(bytes, 'þÿ') && bytes.subarray(0, 4096).includes(0) },
];
