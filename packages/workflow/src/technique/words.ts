/** `1 spectrum`, `8 spectra`. @param many @default the word for one with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Decimals of an error: more than wanted where it would be told as 0. */
function decimalsFor(stderr: number, decimals: number): number {
  return stderr > 0 && Number(stderr.toFixed(decimals)) === 0
    ? Math.min(100, 1 - Math.floor(Math.log10(stderr)))
    : decimals;
}

/** `+- 0.012`; with more decimals where it would be told as 0. */
export function errorWords(stderr: number, decimals: number): string {
  return `+- ${stderr.toFixed(decimalsFor(stderr, decimals))}`;
}

/** `0.9381 +- 0.0056`; `0.9381, error not known`. @param decimals Of both. */
export function estimateWords(value: number, stderr: number, decimals: number): string {
  if (!Number.isFinite(value)) return 'not determined';
  if (!Number.isFinite(stderr)) return `${value.toFixed(decimals)}, error not known`;
  const digits = decimalsFor(stderr, decimals);
  return `${value.toFixed(digits)} ${errorWords(stderr, digits)}`;
}

/** `median standard error 0.020 eV`; `standard errors not known`. */
export function medianErrorWords(median: number, unit = ''): string {
  if (!Number.isFinite(median)) return 'standard errors not known';
  return `median standard error ${median.toPrecision(2)}${unit === '' ? '' : ` ${unit}`}`;
}
