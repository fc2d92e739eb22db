import type { ColumnTable } from '../table/column-table.js';

/** What a header says of the radiation, as far as it does; wavelengths in angstrom. */
export interface Radiation {
  /** The wavelength that counts: of one line, or of what the header calls the one in use. @default that of the first line */
  readonly wavelength?: number | undefined;
  /** Both lines of a doublet, and the intensity of the second in units of the first. */
  readonly alpha1?: number | undefined;
  readonly alpha2?: number | undefined;
  readonly ratio?: number | undefined;
}

type Scalars = Record<string, { readonly value: number; readonly unit: string }>;

/**
 * The radiation as scalars of a frame: `wavelength`, and of a doublet `wavelength_alpha1`, `wavelength_alpha2` and
 * `alpha2_ratio`. What is not above 0 is left out: headers have zeros where nothing was
 * entered.
 */
export function radiationScalars({ wavelength, alpha1, alpha2, ratio }: Radiation): ColumnTable['scalars'] {
  const scalars: Scalars = {};
  const add = (name: string, value: number | undefined, unit: string): void => {
    if (value !== undefined && value > 0 && Number.isFinite(value)) scalars[name] = { value, unit };
  };
  add('wavelength', (wavelength ?? 0) > 0 ? wavelength : alpha1, 'angstrom');
  if ((alpha2 ?? 0) > 0 && (alpha1 ?? 0) > 0 && alpha1 !== alpha2) {
    add('wavelength_alpha1', alpha1, 'angstrom');
    add('wavelength_alpha2', alpha2, 'angstrom');
    // 0 is a second line that a monochromator took away.
    if (ratio === 0) scalars['alpha2_ratio'] = { value: 0, unit: '1' };
    else add('alpha2_ratio', ratio, '1');
  }
  return scalars;
}

/** A number of a header as a scalar, where there is one and it is above 0. */
export function positiveScalar(name: string, value: number | undefined, unit: string): ColumnTable['scalars'] {
  return value !== undefined && value > 0 && Number.isFinite(value) ? { [name]: { value, unit } } : {};
}

/** The wavelength that lines of comments state, angstrom: `lambda = 1.909`, `# Wavelength: 0.4133`. */
export function statedWavelength(lines: readonly string[]): number | undefined {
  for (const line of lines) {
    const [, digits] =
      /\b(?:lambda|wave-?\s?length)\b\s*(?:\([^)]*\))?\s*[=:]?\s*(\d*\.\d+)\b(?!\s*nm)/i.exec(line.slice(0, 200)) ?? [];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}
