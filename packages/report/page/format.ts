import { statusWord } from '@operando/core';
import { unitSigns } from '@operando/plot';

/** A number with at most so many digits, without needless zeros. */
export function shortNumber(value: number, digits = 7): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e7)
      ? value.toExponential(Math.min(digits, 5) - 1).replace(/\.?0+e/, 'e')
      : String(Number(value.toPrecision(digits)));
  return text.replace(/^-/, '−').replace('e-', 'e−').replace('e+', 'e');
}

/** A value with its standard error, as many decimals as two digits of that need. */
export function valueWords(value: number, stderr: number | undefined): string {
  if (stderr === undefined || !Number.isFinite(value) || !(stderr > 0) || !Number.isFinite(stderr))
    return shortNumber(value);
  const decimals = 1 - Math.floor(Math.log10(stderr));
  if (Math.abs(value) >= 1e7 || decimals > 8 || decimals < 0) {
    const power = Math.floor(Math.log10(Math.max(Math.abs(value), stderr)));
    const places = Math.max(0, Math.min(12, power - Math.floor(Math.log10(stderr)) + 1));
    const scaled = (each: number): string => (each / 10 ** power).toFixed(places);
    return `(${scaled(value)} ± ${scaled(stderr)})e${power}`.replaceAll('-', '−');
  }
  return `${value.toFixed(decimals)} ± ${stderr.toFixed(decimals)}`.replace(/^-/, '−');
}

/** A unit as people write it, with a space before it; nothing for none. */
export function unitWords(unit: string): string {
  const signs = unitSigns(unit);
  return signs === undefined ? '' : ` ${signs}`;
}

/** A value with its error and unit, and what became of it where that has to be said. */
export function estimateWords(value: number, stderr: number | undefined, unit: string, status?: number): string {
  const words = valueWords(value, stderr);
  return `${words}${Number.isNaN(value) ? '' : unitWords(unit)}${statusNote(status)}`;
}

/** `Energy (eV)`. */
export function axisWords(name: string, unit: string): string {
  const signs = unitSigns(unit);
  return signs === undefined ? name : `${name} (${signs})`;
}

/** `1.2 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What became of a value, where that has to be said. */
export function statusNote(status: number | undefined): string {
  const word = status === undefined ? 'ok' : statusWord(status);
  return word === 'ok' || word === 'converged' ? '' : ` (${word})`;
}
