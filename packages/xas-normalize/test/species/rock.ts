import { readdirSync, readFileSync } from 'node:fs';
import { referencePath } from '@operando/fixtures';

/** Nickel K edge of LiNiO2 while it is charged and discharged at ROCK (SOLEIL): 229 normalized spectra on one grid. */
export const rockFolder = referencePath('operando', 'rock-lno-operando-xas', 'XAS_normalized');

export function rockSeries(): { readonly energy: Float64Array; readonly stack: Float64Array; readonly frames: number } {
  const files = readdirSync(rockFolder ?? '').toSorted();
  const spectra = files.map((file) => {
    const lines = readFileSync(`${rockFolder}/${file}`, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'));
    return lines.map((line) => line.trim().split(/\s+/).map(Number));
  });
  const energy = Float64Array.from(spectra[0]!, (row) => row[0]!);
  const stack = new Float64Array(files.length * energy.length);
  spectra.forEach((rows, f) => {
    if (rows.length !== energy.length || rows.some((row, i) => row[0] !== energy[i]))
      throw new Error(`${files[f]} has another grid`);
    rows.forEach((row, i) => (stack[f * energy.length + i] = row[1]!));
  });
  return { energy, stack, frames: files.length };
}
