import { readFileSync } from 'node:fs';
import { referencePath, simulateCoupledSignals } from '@operando/fixtures';
import type { CoupledSignalsOptions, SimulatedSignal } from '@operando/fixtures';
import { createSignal } from '../src/index.js';
import type { ImpedanceSpectrum, Signal } from '../src/index.js';

/** Folder of the reference series, where it is there. */
export const reference = referencePath('further', 'multimodal');

/** Rows of numbers of a reference table. */
export function referenceRows(name: string): number[][] {
  const lines = readFileSync(`${reference}/${name}`, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => line.split(',').map(Number));
}

/** A signal of a reference table of time, value and error. */
export function referenceSignal(name: string): Signal {
  const rows = referenceRows(`${name}.csv`);
  const column = (k: number): number[] => rows.map((row) => row[k]!);
  return createSignal({ name, start: column(0), values: column(1), stderr: column(2) });
}

/** The spectra of the reference. */
export function referenceSpectra(): ImpedanceSpectrum[] {
  const rows = referenceRows('impedance.csv');
  const numbers = [...new Set(rows.map(([number]) => number))];
  return numbers.map((number) => {
    const own = rows.filter((row) => row[0] === number);
    const column = (k: number): Float64Array => Float64Array.from(own, (row) => row[k]!);
    const [first] = column(1);
    return { name: String(number), frequency: column(2), re: column(3), im: column(4), start: first!, end: first! };
  });
}

const signalOf = (name: string, { time, values, stderr }: SimulatedSignal): Signal =>
  createSignal({ name, start: time, values, stderr });

/** Simulated signals. */
export function simulated(options: CoupledSignalsOptions): { edge: Signal; lattice: Signal; walk: Signal } {
  const { edge, lattice, walk } = simulateCoupledSignals(options);
  return { edge: signalOf('edge', edge), lattice: signalOf('lattice', lattice), walk: signalOf('walk', walk) };
}
