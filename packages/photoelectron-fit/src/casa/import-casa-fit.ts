import { OperandoError } from '@operando/core';
import { gaussianLorentzianProduct, gaussianLorentzianSum } from '../shapes/gaussian-lorentzian.js';
import { lorentzianAsymmetric } from '../shapes/lorentzian-asymmetric.js';

/** A region that CasaXPS wrote into the comment of a block. */
export interface CasaRegion {
  /** As written. */
  readonly name: string;
  /** As CasaXPS names it: `U 3 Tougaard`, `Shirley`, `Linear`. */
  readonly background: string;
  /** Kinetic energies that it runs between, eV. */
  readonly from: number;
  /** Kinetic energy, eV. */
  readonly to: number;
  /** Relative sensitivity factor. */
  readonly rsf: number;
  /** Numbers of the background: B, C, D and T0 of `U 3 Tougaard`. */
  readonly parameters: readonly number[];
}

/** A component that CasaXPS fitted. */
export interface CasaComponent {
  /** As written. */
  readonly name: string;
  /** As CasaXPS names it: `SGL(30)`, `GL(30)`, `LA(1.3,2.1,50)`, `LF(...)`. */
  readonly shape: string;
  /** Counts per second x eV. */
  readonly area: number;
  /** eV */
  readonly fwhm: number;
  /** Kinetic energy, eV. */
  readonly position: number;
  /** Relative sensitivity factor. */
  readonly rsf: number;
  /**
   * The shape of height 1 against kinetic energy; undefined where it cannot be computed again, since its formula is not public
   * (`LF`) or is not known here: keep CasaXPS's own curve then.
   */
  readonly evaluate?: (kineticEnergy: number) => number;
}

/** A fit as CasaXPS left it. */
export interface CasaFit {
  /** In the order of the comment. */
  readonly regions: readonly CasaRegion[];
  /** In the order of the comment. */
  readonly components: readonly CasaComponent[];
  /** Names and shapes of components that cannot be computed again. */
  readonly notRecomputable: readonly string[];
}

/** Longest line that is looked at. */
const longest = 4000;

const number = (text: string | undefined): number =>
  text === undefined || text.trim() === '' ? Number.NaN : Number(text);

function shapeOf(shape: string, position: number, fwhm: number): CasaComponent['evaluate'] {
  const [, kind, inside] = /^\s*([A-Za-z]{1,8})\(([-\d.,eE+ ]{0,80})\)\s*$/.exec(shape) ?? [];
  const values = (inside ?? '').split(',').map(number);
  const mix = values[0]! / 100;
  const isMix = values.length === 1 && mix >= 0 && mix <= 1;
  if (kind === 'SGL' && isMix) return (energy) => gaussianLorentzianSum(energy - position, fwhm, mix);
  if (kind === 'GL' && isMix) return (energy) => gaussianLorentzianProduct(energy - position, fwhm, mix);
  // The third number of LA is the width of a Gaussian in points, 0 for none.
  if (kind === 'LA' && values.length === 3 && values[2] === 0 && values[0]! > 0 && values[1]! > 0)
    return (energy) => lorentzianAsymmetric(energy - position, fwhm, values[0]!, values[1]!);
  return undefined;
}

function regionOf(line: string): CasaRegion | undefined {
  const [, name, background, rest] =
    /^CASA region \(\*([^*]{0,200})\*\) \(\*([^*]{0,200})\*\) (.{0,2000})$/.exec(line) ?? [];
  if (name === undefined || background === undefined || rest === undefined) return undefined;
  const numbers = rest.split('(*')[0]!.trim().split(/\s+/).map(Number);
  const [from, to, rsf] = numbers as [number, number, number];
  return { name, background: background.trim(), from, to, rsf, parameters: numbers.slice(6, 10) };
}

function componentOf(line: string): CasaComponent | undefined {
  const [, name, shape, rest] = /^CASA comp \(\*([^*]{0,200})\*\) \(\*([^*]{0,200})\*\) (.{0,2000})$/.exec(line) ?? [];
  if (name === undefined || shape === undefined || rest === undefined) return undefined;
  const words = rest.trim().split(/\s+/);
  const after = (key: string): number => {
    const at = words.indexOf(key);
    return at < 0 ? Number.NaN : number(words[at + 1]);
  };
  const [area, fwhm, position, rsf] = [after('Area'), after('MFWHM'), after('Position'), after('RSF')];
  const evaluate = fwhm > 0 && Number.isFinite(position) ? shapeOf(shape, position, fwhm) : undefined;
  return { name, shape, area, fwhm, position, rsf, ...(evaluate === undefined ? {} : { evaluate }) };
}

/**
 * The regions and components that CasaXPS wrote into the comment of a VAMAS block.
 *
 * @param comment Lines of the comment of the block (`parseVamasFile` of `@operando/beamline-io`).
 * @throws OperandoError `malformed-file` for a line that begins as one of CasaXPS and cannot be read.
 */
export function importCasaFit(comment: readonly string[]): CasaFit {
  const regions: CasaRegion[] = [];
  const components: CasaComponent[] = [];
  comment.forEach((line, i) => {
    const isRegion = line.startsWith('CASA region');
    if (!isRegion && !line.startsWith('CASA comp ')) return;
    const read = line.length > longest ? undefined : isRegion ? regionOf(line) : componentOf(line);
    const isSound =
      read !== undefined &&
      ('to' in read
        ? Number.isFinite(read.from) && Number.isFinite(read.to)
        : Number.isFinite(read.area) && Number.isFinite(read.position));
    if (!isSound)
      throw new OperandoError('malformed-file', `line ${i + 1} of the comment is no region or component of CasaXPS.`, {
        where: { row: i },
        cure: 'Save the file with CasaXPS again.',
      });
    if ('to' in read) regions.push(read);
    else components.push(read);
  });
  return {
    regions,
    components,
    notRecomputable: components.flatMap(({ name, shape, evaluate }) =>
      evaluate === undefined ? [`${name}: ${shape}`] : [],
    ),
  };
}
