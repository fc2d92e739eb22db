import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn } from '@operando/beamline-io';
import type { XpsOptions } from './options.js';

/** One spectrum as its file has it, against binding energy. */
export interface LevelSpectrum {
  readonly level: string;
  readonly file: string;
  /** Increasing binding energies, eV. */
  readonly energy: Float64Array;
  readonly values: Float64Array;
  /** Whether the file has kinetic energies. */
  readonly isKinetic: boolean;
  /** As the file says, or as asked. */
  readonly kind: 'counts' | 'rate' | 'unknown';
  /** Seconds that a point was counted in all. */
  readonly dwell: number | undefined;
  /** UNIX seconds. */
  readonly epoch?: number;
  readonly zone?: string;
  /** Seconds of an experimental variable. */
  readonly seconds?: number;
  readonly duration: number;
  readonly warnings: readonly OperandoWarning[];
}

type Reading = Pick<XpsOptions, 'photonEnergy' | 'workFunction' | 'energyScale' | 'intensity' | 'dwell'>;

const wordsOf = (table: ColumnTable): string => {
  const header = table.metadata['header'];
  return typeof header === 'string' ? header : '';
};

const numberOf = (table: ColumnTable, key: string): number | undefined => {
  const value = table.metadata[key];
  return typeof value === 'number' && value > 0 ? value : undefined;
};

/** Binding energies from what a column holds. @throws OperandoError `column-missing` for kinetic energies without a photon energy. */
function bindingEnergies(
  table: ColumnTable,
  column: TableColumn,
  { photonEnergy, workFunction, energyScale }: Reading,
): { readonly energy: Float64Array; readonly isKinetic: boolean; readonly warnings: readonly OperandoWarning[] } {
  const said = `${column.label} ${/^column \d+$/.test(column.label) ? wordsOf(table) : ''}`.toLowerCase();
  const stated = /kinetic|\bk\.?e\.?\b/.test(said)
    ? 'kinetic'
    : /binding|\bb\.?e\.?\b/.test(said)
      ? 'binding'
      : undefined;
  const scale = energyScale ?? stated ?? 'binding';
  const warnings: OperandoWarning[] = [];
  if (energyScale === undefined && stated === undefined)
    warnings.push({
      code: 'energy-assumed',
      message:
        'The file does not say whether its energies are binding or kinetic; they were taken as binding energies in eV (energyScale, command: --energy-scale).',
    });
  if (scale === 'binding') return { energy: column.values, isKinetic: false, warnings };
  const photon = photonEnergy ?? numberOf(table, 'source_energy');
  if (photon === undefined)
    throw new OperandoError('column-missing', 'the energies are kinetic, and the photon energy is not known.', {
      where: { parameter: 'photonEnergy' },
      cure: 'Give the photon energy in eV (command: --photon-energy).',
    });
  const ownWorkFunction = numberOf(table, 'work_function');
  if (ownWorkFunction !== undefined && workFunction === 0)
    warnings.push({
      code: 'work-function-not-applied',
      message: `The file states a work function of ${ownWorkFunction} eV, which was not subtracted: analysers mostly have it in their kinetic energies already (workFunction, command: --work-function).`,
    });
  return { energy: column.values.map((kinetic) => photon - kinetic - workFunction), isKinetic: true, warnings };
}

const rateWords = /\/\s*s\b|\bcps\b|per second|\bs\^?-1\b/i;

/** What intensities are, by their unit, their header or their values. */
function kindOf(table: ColumnTable, column: TableColumn, { intensity }: Reading): LevelSpectrum['kind'] {
  if (intensity !== undefined) return intensity;
  const unit = column.unit ?? '';
  if (rateWords.test(`${unit} ${column.label}`)) return 'rate';
  if (unit === '' && rateWords.test(wordsOf(table))) return 'rate';
  // `d` is VAMAS for no dimension. What is missing says nothing of the rest.
  const areCounts = column.values.every((value) => Number.isNaN(value) || (Number.isInteger(value) && value >= 0));
  return areCounts ? 'counts' : 'unknown';
}

function dwellOf(table: ColumnTable, { dwell }: Reading): number | undefined {
  if (dwell !== undefined) return dwell;
  const [own, scans] = [numberOf(table, 'dwell'), numberOf(table, 'scans')];
  if (own !== undefined) return own * (scans ?? 1);
  const [, stated] = /\bdwell\s*(?:time)?\s*[=:]?\s*(\d+(?:\.\d+)?)\s*s\b/i.exec(wordsOf(table)) ?? [];
  return stated === undefined ? undefined : Number(stated);
}

const perSecond: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  min: 60,
  minutes: 60,
  h: 3600,
  hours: 3600,
};

/** Seconds of an experimental variable that is a time. */
function variableTime(table: ColumnTable): number | undefined {
  for (const [name, { value, unit }] of Object.entries(table.scalars)) {
    const factor = perSecond[unit.trim().toLowerCase()];
    if (/time/.test(name) && factor !== undefined) return factor * value;
  }
  return undefined;
}

/** Seconds of every column, by a line of the header: `time_s 0 300 600`, `time (min): 0, 5, 10`. */
function headerTimes(table: ColumnTable, columns: number): number[] | undefined {
  for (const line of wordsOf(table).split('\n')) {
    const [, unit = 's', rest = ''] =
      /^\W*time[\s_(/[]*([a-z]+)?[\])]?\s*[:=]?((?:[\s,;]+[-+\d.eE]+)+)\s*$/i.exec(line.slice(0, 1_000_000)) ?? [];
    const values = rest
      .split(/[\s,;]+/)
      .filter((word) => word !== '')
      .map(Number);
    const factor = perSecond[unit.toLowerCase()];
    if (factor !== undefined && values.length === columns && values.every(Number.isFinite))
      return values.map((value) => factor * value);
  }
  return undefined;
}

/** Energies increasing, with their values. */
function increasing(energy: Float64Array, values: Float64Array): { energy: Float64Array; values: Float64Array } {
  const order = Array.from(energy.keys())
    .filter((i) => Number.isFinite(energy[i]!))
    .sort((a, b) => energy[a]! - energy[b]!);
  return { energy: Float64Array.from(order, (i) => energy[i]!), values: Float64Array.from(order, (i) => values[i]!) };
}

/** Name of the level that a table is of: as VAMAS says, or the name of the file. */
function levelOf(table: ColumnTable, file: string): string {
  const { species, transition, block } = table.metadata;
  const words = [species, transition].filter(
    (word): word is string => typeof word === 'string' && word.trim() !== '' && !/^not specified$/i.test(word),
  );
  if (words.length > 0) return words.join(' ');
  if (typeof block === 'string' && block !== '') return block;
  return file.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
}

/** Every spectrum of a table: of VAMAS the one of its block, of columns of numbers one for each column beside the energies. */
export function spectraOfTable(table: ColumnTable, file: string, options: Reading): LevelSpectrum[] {
  const [first, ...others] = table.columns;
  if (first === undefined || others.length === 0)
    throw new OperandoError('column-missing', 'there is no intensity beside the energies.', {
      where: { file },
      cure: 'Give tables of energies and intensities, or VAMAS files.',
    });
  const intensities = others.some(({ role }) => role === 'intensity')
    ? others.filter(({ role }) => role === 'intensity')
    : others;
  const { energy, isKinetic, warnings } = bindingEnergies(table, first, options);
  const dwell = dwellOf(table, options);
  const times = intensities.length > 1 ? headerTimes(table, intensities.length) : undefined;
  const single = variableTime(table);
  return intensities.map((column, i): LevelSpectrum => {
    const seconds = times?.[i] ?? (intensities.length === 1 ? single : undefined);
    const time = intensities.length === 1 ? table.time : undefined;
    const ordered = increasing(energy, column.values);
    const spectrum: LevelSpectrum = {
      level: levelOf(table, file),
      file,
      energy: ordered.energy,
      values: ordered.values,
      isKinetic,
      kind: kindOf(table, column, options),
      dwell,
      duration: time?.duration ?? (dwell === undefined ? 0 : dwell * column.values.length),
      warnings: i === 0 ? table.warnings.concat(warnings) : [],
    };
    return Object.assign(
      spectrum,
      time === undefined ? {} : { epoch: time.epoch, zone: time.zone },
      seconds === undefined ? {} : { seconds },
    );
  });
}
