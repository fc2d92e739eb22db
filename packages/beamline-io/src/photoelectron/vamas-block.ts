import { said } from '../text/said.js';
import type { VamasLines } from './vamas-lines.js';

/** A label and its unit. */
export interface VamasVariable {
  /** As the file calls it. */
  readonly label: string;
  /** As VAMAS spells it: `eV`, `d` for none. */
  readonly unit: string;
}

/** What stands above the blocks. */
export interface VamasHeader {
  /** First line: the name of the standard. */
  readonly format: string;
  /** As written. */
  readonly institution: string;
  /** As written. */
  readonly instrument: string;
  /** As written. */
  readonly operator: string;
  /** As written. */
  readonly experiment: string;
  /** Its lines. */
  readonly comment: readonly string[];
  /** NORM, SDP, MAP, ... */
  readonly mode: string;
  /** Whether steps are even. */
  readonly scan: 'REGULAR' | 'IRREGULAR';
  /** Number of spectral regions. */
  readonly regions: number;
  /** What is varied from block to block. */
  readonly experimentalVariables: readonly VamasVariable[];
  /** Lines of future upgrades. */
  readonly future: readonly string[];
  /** Lines of future upgrades in every block. */
  readonly futureBlock: number;
}

/** One spectrum. Numbers that the file does not give are NaN. */
export interface VamasBlock {
  /** Its name. */
  readonly block: string;
  /** Its name. */
  readonly sample: string;
  /** Year, month, day, hour, minute, second, hours ahead of GMT; all 0 in files that CasaXPS writes. */
  readonly date: readonly number[];
  /** Its lines. */
  readonly comment: readonly string[];
  /** `XPS`, `AES diff`, ... */
  readonly technique: string;
  /** Values of the experimental variables. */
  readonly variables: readonly number[];
  /** Name of the source: `Al`, `synchrotron`. */
  readonly source: string;
  /** eV */
  readonly sourceEnergy: number;
  /** W for X-rays, nA for particles. */
  readonly sourceStrength: number;
  /** FAT, FRR, ... */
  readonly analyserMode: string;
  /** eV, or the ratio of retardation. */
  readonly passEnergy: number;
  /** Of the analyser's lenses. */
  readonly magnification: number;
  /** eV */
  readonly workFunction: number;
  /** V */
  readonly targetBias: number;
  /** Degrees. */
  readonly takeOffPolar: number;
  /** Element of the level: `O`. */
  readonly species: string;
  /** The level: `1s`. */
  readonly transition: string;
  /** Of the detected particle, in elementary charges. */
  readonly charge: number;
  /** REGULAR scans: what the steps are along. */
  readonly abscissa?: VamasVariable & { readonly start: number; readonly step: number };
  /** What was measured at each step. */
  readonly ordinates: readonly VamasVariable[];
  /** `pulse counting`, `analogue`, ... */
  readonly signalMode: string;
  /** Seconds per point and scan. */
  readonly dwell: number;
  /** Times that it was swept, all in the values. */
  readonly scans: number;
  /** Seconds, as the block states it: the correction of the collection time. */
  readonly timeCorrection: number;
  /** Further numbers with their units. */
  readonly extra: readonly (VamasVariable & { readonly value: number })[];
  /** Further numbers of the instrument that are given: widths in um, angles in degrees. */
  readonly settings: Readonly<Record<string, number>>;
  /** Empty where there is no sputtering source. */
  readonly sputteringMode: string;
  /** Lines of future upgrades. */
  readonly future: readonly string[];
  /** Lowest and highest value of each ordinate, as stated. */
  readonly ranges: readonly (readonly [number, number])[];
  /** One array for each ordinate. */
  readonly values: readonly Float64Array[];
  /** Line of the first value, from 1. */
  readonly firstLine: number;
}

const sputterModes = new Set(['MAPDP', 'SDP', 'SDPSV']);
/** Techniques whose source is a beam of ions or atoms. */
const ionTechniques = new Set([
  'FABMS',
  'FABMS ENERGY SPEC',
  'ISS',
  'SIMS',
  'SIMS ENERGY SPEC',
  'SNMS',
  'SNMS ENERGY SPEC',
]);
/** Techniques that are sputtered by another source. */
const sputteredTechniques = new Set(['AES DIFF', 'AES DIR', 'EDX', 'ELS', 'UPS', 'XPS', 'XRF']);

/** Further numbers of a block by their names in words; those that are not given are left out. */
type Settings = Record<string, number>;

function keepNumbers(lines: VamasLines, settings: Settings, names: readonly string[]): void {
  for (const name of names) {
    const value = lines.number(`the ${name}`);
    if (Number.isFinite(value)) settings[name] = value;
  }
}

function readSource(
  lines: VamasLines,
  { mode }: VamasHeader,
  technique: string,
  settings: Settings,
): Pick<VamasBlock, 'source' | 'sourceEnergy' | 'sourceStrength'> {
  const source = lines.text('the label of the source').trim();
  if (sputterModes.has(mode) || ionTechniques.has(technique))
    keepNumbers(lines, settings, [
      'number of the sputtering ion',
      'number of its atoms',
      'charge of the sputtering ion',
    ]);
  const sourceEnergy = lines.number('the energy of the source');
  const sourceStrength = lines.number('the strength of the source');
  keepNumbers(lines, settings, ['width of the source along x', 'width of the source along y']);
  if (mode.startsWith('MAP')) keepNumbers(lines, settings, ['field of view along x', 'field of view along y']);
  keepNumbers(lines, settings, ['polar angle of the source', 'azimuth of the source']);
  return { source, sourceEnergy, sourceStrength };
}

function readAbscissa(lines: VamasLines): NonNullable<VamasBlock['abscissa']> {
  const label = lines.text('the label of the abscissa').trim();
  const unit = lines.text('the unit of the abscissa').trim();
  const start = lines.number('the start of the abscissa');
  const step = lines.number('the step of the abscissa');
  if (!Number.isFinite(start) || !Number.isFinite(step) || step === 0)
    lines.fail(`the abscissa starts at ${start} with a step of ${step}, which gives no axis.`);
  return { label, unit, start, step };
}

function readValues(
  lines: VamasLines,
  ordinates: readonly VamasVariable[],
): Pick<VamasBlock, 'ranges' | 'values' | 'firstLine'> {
  const width = ordinates.length;
  const count = lines.count('the number of values', 1);
  if (count % width !== 0) lines.fail(`there are ${count} values, no multiple of ${width} ordinates.`);
  const ranges = ordinates.map(({ label }): readonly [number, number] => [
    lines.number(said`the lowest value of ${label}`),
    lines.number(said`the highest value of ${label}`),
  ]);
  const firstLine = lines.line + 1;
  const rows = count / width;
  const values = ordinates.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row++) for (let k = 0; k < width; k++) values[k]![row] = lines.number(`a value`);
  return { ranges, values, firstLine };
}

/** @throws OperandoError with the line, as the lines. */
export function readVamasBlock(lines: VamasLines, header: VamasHeader): VamasBlock {
  const block = lines.text('the name of a block').trim();
  const sample = lines.text('the name of the sample').trim();
  const date = ['year', 'month', 'day', 'hour', 'minute', 'second', 'hours ahead of GMT'].map((part) =>
    lines.number(`the date (${part})`),
  );
  const comment = lines.texts(
    lines.count('the number of lines of the comment of a block', 1),
    'the comment of a block',
  );
  const technique = lines.text('the technique').trim();
  const kind = technique.toUpperCase();
  const settings: Settings = {};
  if (header.mode.startsWith('MAP')) keepNumbers(lines, settings, ['x coordinate', 'y coordinate']);
  const variables = header.experimentalVariables.map(({ label }) =>
    lines.number(said`the experimental variable ${label}`),
  );
  const source = readSource(lines, header, kind, settings);
  const analyserMode = lines.text('the mode of the analyser').trim();
  const passEnergy = lines.number('the pass energy');
  if (kind === 'AES DIFF') keepNumbers(lines, settings, ['differential width']);
  const magnification = lines.number('the magnification of the lens');
  const workFunction = lines.number('the work function');
  const targetBias = lines.number('the bias of the target');
  keepNumbers(lines, settings, ['analysis width along x', 'analysis width along y']);
  const takeOffPolar = lines.number('the polar angle of take-off');
  keepNumbers(lines, settings, ['azimuth of take-off']);
  const species = lines.text('the species').trim();
  const transition = lines.text('the transition').trim();
  const charge = lines.number('the charge of the detected particle');
  const abscissa = header.scan === 'REGULAR' ? readAbscissa(lines) : undefined;
  const ordinateCount = lines.count('the number of corresponding variables', 2);
  if (ordinateCount === 0) lines.fail('a block has no ordinate.');
  const ordinates = Array.from({ length: ordinateCount }, () => ({
    label: lines.text('the label of an ordinate').trim(),
    unit: lines.text('the unit of an ordinate').trim(),
  }));
  if (header.scan === 'IRREGULAR' && ordinateCount < 2)
    lines.fail('an irregular scan needs an abscissa and an ordinate.');
  const signalMode = lines.text('the signal mode').trim();
  const dwell = lines.number('the collection time');
  const scans = lines.number('the number of scans');
  const timeCorrection = lines.number('the correction of the collection time');
  let sputteringMode = '';
  if (sputterModes.has(header.mode) && sputteredTechniques.has(kind)) {
    keepNumbers(
      lines,
      settings,
      ['the energy', 'the current', 'the width along x', 'the width along y', 'the polar angle', 'the azimuth'].map(
        (what) => `${what} of the sputtering beam`,
      ),
    );
    sputteringMode = lines.text('the sputtering mode').trim();
  }
  keepNumbers(lines, settings, ['tilt of the sample', 'azimuth of the tilt', 'rotation of the sample']);
  const extraCount = lines.count('the number of additional parameters', 3);
  const extra = Array.from({ length: extraCount }, () => ({
    label: lines.text('the label of an additional parameter').trim(),
    unit: lines.text('the unit of an additional parameter').trim(),
    value: lines.number('an additional parameter'),
  }));
  const future = lines.texts(header.futureBlock, 'a future upgrade block entry');
  return {
    block,
    sample,
    date,
    comment,
    technique,
    variables,
    ...source,
    analyserMode,
    passEnergy,
    magnification,
    workFunction,
    targetBias,
    takeOffPolar,
    species,
    transition,
    charge,
    ...(abscissa === undefined ? {} : { abscissa }),
    ordinates,
    signalMode,
    dwell,
    scans,
    timeCorrection,
    extra,
    settings,
    sputteringMode,
    future,
    ...readValues(lines, ordinates),
  };
}
