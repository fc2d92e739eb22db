import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBatteryData, formatCsv, formatXdi } from '@operando/beamline-io';
import { writeFileAtomic } from '@operando/beamline-io/node';
import type { WriteOptions } from '@operando/beamline-io/node';
import type { MadeCell } from './made-cell.js';

/** Where the files of a made cell lie. */
export interface WrittenCell {
  /** Spectra as XDI, in the order of time. */
  readonly scans: readonly string[];
  /** The cycler's log as Battery Data Format. */
  readonly cycler: string;
  /** What the cell was made with, a row for each spectrum. */
  readonly truth: string;
}

/** Begin of the experiment, UNIX seconds: 2024-05-26T07:00:00Z. */
const begin = Date.UTC(2024, 4, 26, 7) / 1000;

const moment = (seconds: number): string => new Date(1000 * (begin + seconds)).toISOString();

/** Writes a made cell as files. @throws OperandoError `file-exists` where they are there, unless by force. */
export async function writeMadeCell(
  { energy, spectra, exposure, log }: MadeCell,
  folder: string,
  options: WriteOptions,
): Promise<WrittenCell> {
  const cycler = join(folder, 'cycler.csv');
  const truth = join(folder, 'truth.csv');
  await mkdir(join(folder, 'scans'), { recursive: true });
  const columns = { test_time_second: log.time, voltage_volt: log.voltage, current_ampere: log.current };
  const table = { columns, original: {}, epoch: begin, zone: 'Z', segments: [{ row: 0 }], metadata: {}, warnings: [] };
  await writeFileAtomic(cycler, formatBatteryData(table), options);
  const scans: string[] = [];
  for (const [frame, { start, incident, transmitted }] of spectra.entries()) {
    const path = join(folder, 'scans', `scan_${String(frame + 1).padStart(3, '0')}.xdi`);
    const text = formatXdi({
      columns: [
        { label: 'energy', unit: 'eV', values: energy },
        { label: 'i0', values: incident },
        { label: 'itrans', values: transmitted },
      ],
      fields: {
        'Element.symbol': 'Ni',
        'Element.edge': 'K',
        'Scan.start_time': moment(start),
        'Scan.end_time': moment(start + exposure),
      },
      comments: 'Synthetic: made by operando demo.',
    });
    await writeFileAtomic(path, text, options);
    scans.push(path);
  }
  const known = [
    { name: 'time_s', values: spectra.map(({ start }) => start) },
    { name: 'share_charged', values: spectra.map(({ share }) => share) },
    { name: 'edge_half_step_eV', values: spectra.map(({ edge }) => Number(edge.toFixed(6))) },
  ];
  await writeFileAtomic(truth, formatCsv(known), options);
  return { scans, cycler, truth };
}
