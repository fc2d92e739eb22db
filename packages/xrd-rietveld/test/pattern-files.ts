import { readFileSync } from 'node:fs';
import type { Instrument, Pattern } from '../src/index.js';

/** A GSAS file of constant steps: counts of ten fields a line, with the number of detectors before each, or none. */
export function readGsas(path: string): Pattern {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith('BANK'));
  const [, , points, , , start, step] = lines[at]!.trim().split(/\s+/).map<number>(Number);
  const intensity: number[] = [];
  const sigma: number[] = [];
  for (const line of lines.slice(at + 1)) {
    for (let k = 0; k + 8 <= line.length; k += 8) {
      const counts = line.slice(k + 2, k + 8);
      const detectors = Number(line.slice(k, k + 2)) || 1;
      if (intensity.length === points || counts.trim() === '') continue;
      intensity.push(Number(counts));
      sigma.push(Math.sqrt(Math.max(1, Number(counts)) / detectors));
    }
  }
  return { twoTheta: intensity.map((_, i) => (start! + i * step!) / 100), intensity, sigma };
}

/** Columns of 2 theta, intensity and error. */
export function readXye(path: string): Pattern {
  const rows = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => /^\s*[\d.]/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  return { twoTheta: rows.map(([x]) => x), intensity: rows.map(([, y]) => y), sigma: rows.map(([, , s]) => s) };
}

/** Columns of 2 theta in hundredths of degrees, intensity and error, after a line that begins with BANK. */
export function readFxye(path: string): Pattern {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const rows = lines.slice(lines.findIndex((line) => line.startsWith('BANK')) + 1).flatMap((line) => {
    const [x, y, s] = line.trim().split(/\s+/).map(Number);
    return line.trim() === '' || !(s! > 0) ? [] : [[x! / 100, y!, s!] as const];
  });
  return { twoTheta: rows.map(([x]) => x), intensity: rows.map(([, y]) => y), sigma: rows.map(([, , s]) => s) };
}

/** Square degrees of full width from square centidegrees of standard deviation. */
export const uvw = (value: number): number => value * 8 * Math.LN2 * 1e-4;

/** Where the pattern of SRM 660c (LaB6) was measured: widths to begin at. */
export const standardInstrument: Instrument = {
  radiation: 'x-ray',
  lines: [{ wavelength: 1.540593 }, { wavelength: 1.544427, ratio: 0.5 }],
  radius: 217.5,
  u: uvw(4),
  v: uvw(-6),
  w: uvw(9),
  x: 0.03,
  y: 0.01,
  sampleHeight: 0.015,
};
