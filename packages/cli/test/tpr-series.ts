import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { channelsOf, parseDateTime } from '@operando/beamline-io';
import { readFileScans, sortNaturally } from '@operando/beamline-io/node';
import { createAxis, createSeries, flatValues, joinChannels } from '@operando/core';
import type { ChannelLog, Series } from '@operando/core';
import { alignSeries, averageSweeps, energyDrift, groupSweeps, linearCombinationStack, muFromChannels, normalize, orderSweep, sweepGrid, sweepOnGrid } from '@operando/xas-normalize';
import type { EnergyDrift, LinearCombinationStack } from '@operando/xas-normalize';

/** The reduction of tin oxide as it comes from its raw scans. */
export interface TprResult {
  readonly scans: number;
  /** Steps back in energy that were put in order. */
  readonly jitter: number;
  readonly drift: EnergyDrift;
  /** Flattened, merged, with e0 and temperature. */
  readonly flat: Series<'energy', 'eV'>;
  /** Shares of the first and the last state, by linear combination. */
  readonly shares: LinearCombinationStack;
}

/** Process log of the reactor: date and time, then numbers, tab-separated, in Latin-1. */
function processLog(path: string): ChannelLog {
  const lines = readFileSync(path, 'latin1').split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => line.split('\t').map((cell) => cell.trim()));
  const column = lines[0]!.findIndex((label) => label.startsWith('TR1 T ['));
  const rows = lines.slice(1);
  return {
    epoch: 0,
    time: Float64Array.from(rows, ([date]) => parseDateTime(date!, 'month-first')!.epoch),
    columns: { temperature_celsius: { values: Float64Array.from(rows, (row) => Number(row[column])), unit: 'degC' } },
  };
}

/** Raw quick scans to spectra against temperature: ordered, gridded, aligned by their foil, merged, normalized, joined, fitted. */
export async function reduceTpr(folder: string, seconds: number): Promise<TprResult> {
  const raw = `${folder}/Raw Data`;
  const files = sortNaturally(await readdir(raw));
  const grid = sweepGrid({ from: 29_010, to: 30_160, step: 2, edge: 29_200, edgeStep: 0.5, edgeRange: [-30, 60] });
  const sample = new Float64Array(files.length * grid.length);
  const foil = new Float64Array(files.length * grid.length);
  const start = new Float64Array(files.length);
  let jitter = 0;
  for (const [scan, file] of files.entries()) {
    const [table] = await readFileScans(`${raw}/${file}`);
    const channels = channelsOf(table!);
    start[scan] = table!.time!.epoch!;
    // The ionisation chambers before, behind the sample, and behind the foil.
    for (const [formula, stack] of [['log(ADC_01 / ADC_02)', sample], ['log(ADC_02 / ADC_03)', foil]] as const) {
      const sweep = orderSweep(channels['Energy']!, muFromChannels(channels, formula));
      sweepOnGrid(sweep.energy, sweep.values, grid, stack, scan * grid.length);
      if (stack === sample) jitter += sweep.jitter;
    }
  }
  const drift = energyDrift(grid, foil);
  const axis = createAxis({ name: 'energy', unit: 'eV', values: grid });
  const scans = createSeries({ signal: sample, axis, time: { start, duration: 105, epoch: 0 } });
  const aligned = flatValues(alignSeries(scans, drift).signal);

  const groups = groupSweeps(files.length, { time: start, width: seconds });
  const count = Math.max(...groups) + 1;
  // The ends, which a shift of 0.2 eV leaves without values, are cut off.
  const inner = grid.subarray(1, grid.length - 1);
  const merged = new Float64Array(count * inner.length);
  const begin = new Float64Array(count);
  const length = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    const members = [...groups.keys()].filter((scan) => groups[scan] === g);
    const rows = new Float64Array(members.length * inner.length);
    members.forEach((scan, k) => rows.set(aligned.subarray(scan * grid.length + 1, (scan + 1) * grid.length - 1), k * inner.length));
    merged.set(averageSweeps(rows, inner.length).mean, g * inner.length);
    begin[g] = start[members[0]!]!;
    length[g] = start[members.at(-1)!]! + 105 - begin[g]!;
  }
  const series = createSeries({ signal: merged, axis: createAxis({ name: 'energy', unit: 'eV', values: inner }), time: { start: begin, duration: length, epoch: 0 } });
  const { flat } = normalize(joinChannels(series, processLog(`${folder}/SnO2_TPR_LV.txt`)), { positions: ['half-step'] });
  const values = flatValues(flat.signal);
  const mean = (frames: readonly number[]): Float64Array => inner.map((_, i) => frames.reduce((sum, frame) => sum + values[frame * inner.length + i]!, 0) / frames.length);
  const components = [
    { energy: inner, norm: mean([0, 1, 2]) },
    { energy: inner, norm: mean([count - 3, count - 2, count - 1]) },
  ];
  const shares = linearCombinationStack(inner, values, components, { from: 29_180, to: 29_260, bounds: [0, 1] });
  return { scans: files.length, jitter, drift, flat, shares };
}
