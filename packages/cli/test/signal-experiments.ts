import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom, simulateCoupledSignals } from '@operando/fixtures';
import type { SimulatedSignal } from '@operando/fixtures';

/** Numbers as rows of a table under its head. */
function writeTable(path: string, head: string, rows: readonly (readonly number[])[]): string {
  writeFileSync(
    path,
    `${head}\n${rows.map((row) => row.map((value) => value.toPrecision(12)).join(',')).join('\n')}\n`,
  );
  return path;
}

/** A log of a charge, and a discharge from the middle on. @param step From row to row, s. */
function writeSignedLog(path: string, seconds: number, step: number): string {
  const rows = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => {
    const share = (i * step) / seconds;
    return [i * step, 4 - Math.abs(share - 0.5), share < 0.5 ? 0.001 : -0.001];
  });
  return writeTable(path, 'time_s,voltage_V,current_A', rows);
}

const signalRows = ({ time, values, stderr }: SimulatedSignal): number[][] =>
  Array.from(time, (t, i) => [t, 20, values[i]!, stderr[i]!]);

/** Three tables of signals and a log, in a folder. @param length Time covered, s. */
export function writeSignals(folder: string, length: number, step: number) {
  mkdirSync(folder, { recursive: true });
  const kinks = [0.2 * length, 0.5 * length, 0.75 * length];
  const { edge, lattice, walk } = simulateCoupledSignals({ seed: 8, length, step, kinks, lag: 300 });
  const files = [
    writeTable(join(folder, 'edge.csv'), 'time_s,duration_s,edge_eV,edge_eV_stderr', signalRows(edge)),
    writeTable(join(folder, 'lattice.csv'), 'time_s,duration_s,c_angstrom,c_angstrom_stderr', signalRows(lattice)),
    writeTable(join(folder, 'walk.csv'), 'time_s,duration_s,value,sigma', signalRows(walk)),
  ] as const;
  return { files, cycler: writeSignedLog(join(folder, 'cycler.csv'), length, 10) };
}

/** R0 + (R1 | CPE1) + (R2 | CPE2) at a frequency: R | CPE is R / (1 + R Q (i w)^n). */
function impedance(f: number, ohmic: number, arcs: readonly (readonly [r: number, q: number, n: number])[]) {
  let [re, im] = [ohmic, 0];
  for (const [r, q, n] of arcs) {
    const size = r * q * (2 * Math.PI * f) ** n;
    const [a, b] = [1 + size * Math.cos(0.5 * Math.PI * n), size * Math.sin(0.5 * Math.PI * n)];
    re += (r * a) / (a * a + b * b);
    im -= (r * b) / (a * a + b * b);
  }
  return { re, im };
}

/** Impedance spectra one after another in one table, the last of which drifts, and a log. */
export function writeImpedance(folder: string, spectra: number) {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(3);
  const rows = Array.from({ length: spectra }, (_, k) =>
    Array.from({ length: 36 }, (__, i) => {
      const [f, time] = [10 ** (6 - i / 6), 1800 * k + 10 * i];
      const { re, im } = impedance(f, 18, [
        [95, 2.2e-8, 0.93],
        [60 + 80 * k, 1.1e-5, 0.82],
      ]);
      const grown = k === spectra - 1 ? 1 + i / 60 : 1;
      const noise = 0.003 * Math.hypot(re, im);
      return [k, time, f, grown * re + noise * random.normal(), grown * im + noise * random.normal()];
    }),
  ).flat();
  const file = writeTable(join(folder, 'impedance.csv'), 'spectrum,time_s,frequency_Hz,re_ohm,im_ohm', rows);
  return { file, cycler: writeSignedLog(join(folder, 'cycler.csv'), 1800 * spectra, 30) };
}
