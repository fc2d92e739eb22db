/** `1 spectrum`, `8 spectra`. @param many @default the word for one with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `0.9381 +- 0.0056`; `0.9381, error not known`. @param decimals Of both. */
export function estimateWords(value: number, stderr: number, decimals: number): string {
  if (!Number.isFinite(value)) return 'not determined';
  const text = value.toFixed(decimals);
  return Number.isFinite(stderr) ? `${text} +- ${stderr.toFixed(decimals)}` : `${text}, error not known`;
}

/** `median standard error 0.020 eV`; `standard errors not known`. */
export function medianErrorWords(median: number, unit = ''): string {
  if (!Number.isFinite(median)) return 'standard errors not known';
  return `median standard error ${median.toPrecision(2)}${unit === '' ? '' : ` ${unit}`}`;
}
