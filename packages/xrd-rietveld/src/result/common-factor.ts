import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';

/** How long an axis came out over what was given, and the standard error of that. */
interface AxisRatio {
  readonly phase: number;
  readonly ratio: number;
  readonly error: number;
}

/** Ratios of all axes that were refined. @param of Value and error of a refined parameter by its number among those. */
function axisRatios(
  { phases, layout }: Refiner,
  of: (column: number) => { value: number; stderr: number },
): AxisRatio[] {
  const ratios: AxisRatio[] = [];
  for (const { places, chains } of phases) {
    for (const { parameter, column } of chains) {
      const { phase, unit } = layout.parameters[parameter]!;
      if (phase < 0 || parameter >= places.inverseSize || unit !== 'angstrom') continue;
      const given = layout.start[parameter]!;
      const { value, stderr } = of(column);
      if (Number.isFinite(value) && stderr > 0) ratios.push({ phase, ratio: value / given, error: stderr / given });
    }
  }
  return ratios;
}

/** Factors nearer to 1 than this are the thermal expansion of a warm day. */
const least = 5e-4;
/** Deviations of ratios from the common one, as a share of what that is off: cells of an electrode move by themselves too. */
const spreadOf = (offset: number): number => (offset > 2e-3 ? 0.25 : 0.1) * offset;

/** A cell further from what was given than this is asked about: CIFs of one composition, at room temperature, differ by less. */
const questioned = 3e-3;

/** One factor by which all axes were scaled, when there is one and it is no chance. */
function commonFactor(ratios: readonly AxisRatio[]): number | undefined {
  // Two axes of one phase may well change by one factor; of two phases they do not.
  const isEnough = ratios.length > 2 || (ratios.length === 2 && ratios[0]!.phase !== ratios[1]!.phase);
  if (!isEnough) return undefined;
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length;
  const spread = Math.max(...ratios.map(({ ratio }) => Math.abs(ratio - mean)));
  const isShifted = ratios.every(({ ratio, error }) => Math.abs(ratio - 1) > 5 * error);
  const offset = Math.abs(mean - 1);
  return isShifted && offset > least && spread < spreadOf(offset) ? mean : undefined;
}

/**
 * What is asked where the axes of one cell are all that there is: a wavelength that is wrong, and a cell that is another, look the same.
 *
 * @param of Value and error of a refined parameter, of the frame in which it comes nearest to what was given.
 */
export function cellQuestion(
  refiner: Refiner,
  of: (column: number) => { value: number; stderr: number },
): OperandoWarning[] {
  const ratios = axisRatios(refiner, of);
  const [first, second] = ratios;
  const isOne = first !== undefined && ratios.length < 3 && (second === undefined || second.phase === first.phase);
  if (!isOne) return [];
  const offset = Math.abs(first.ratio - 1);
  const isOff = ratios.every(({ ratio, error }) => Math.abs(ratio - 1) > Math.max(questioned, 5 * error));
  if (!isOff || (second !== undefined && Math.abs(second.ratio - first.ratio) > spreadOf(offset))) return [];
  const { name } = refiner.phases[first.phase]!.phase;
  const guess = (refiner.options.instrument.lines[0]!.wavelength / first.ratio).toPrecision(6);
  const message = `the cell of ${name} came out ${(100 * offset).toPrecision(3)} % ${first.ratio > 1 ? 'larger' : 'smaller'} than it was given: is it another (composition, temperature), or is the wavelength ${guess} angstrom? One cell cannot tell: measure a standard, or add a phase whose cell is known`;
  return [{ code: 'cell-or-wavelength', message }];
}

/** What is told of a wavelength that must be wrong, when all axes came out longer or shorter by one factor than given. */
export function wavelengthDoubt(
  refiner: Refiner,
  of: (column: number) => { value: number; stderr: number },
): OperandoWarning[] {
  const factor = commonFactor(axisRatios(refiner, of));
  if (factor === undefined) return [];
  const percent = (100 * Math.abs(factor - 1)).toPrecision(3);
  const way = factor > 1 ? 'larger' : 'smaller';
  const guess = (refiner.options.instrument.lines[0]!.wavelength / factor).toPrecision(6);
  return [
    {
      code: 'wavelength-doubtful',
      message: `all cells came out ${percent} % ${way} than they were given, by one and the same factor: the wavelength may be ${guess} angstrom`,
    },
  ];
}
