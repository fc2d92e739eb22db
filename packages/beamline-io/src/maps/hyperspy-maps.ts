import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Hdf5File } from '../hdf5/file.js';
import { groupsIn, memberPath, word } from '../hdf5/nexus-members.js';
import { timeUnit } from '../hdf5/time-unit.js';
import type { Hdf5Attributes } from '../hdf5/values.js';
import { said } from '../text/said.js';
import { electronvoltsOf } from './energy-unit.js';
import { isTime, mapSizes } from './map-dimensions.js';
import { scaledEnergies } from './map-stack.js';
import type { MapReading, MapStack } from './map-stack.js';

/** An axis of a signal: offset + scale x index. */
interface SignalAxis {
  readonly name: string;
  readonly unit: string | undefined;
  readonly offset: number;
  readonly scale: number;
  readonly size: number;
}

const numberOf = (attributes: Hdf5Attributes, name: string): number => Number(attributes[name] ?? Number.NaN);

/** HyperSpy writes what is not there in words. */
function wordOf(attributes: Hdf5Attributes, name: string): string | undefined {
  const text = word(attributes[name]);
  return text === undefined || /^(?:_None_|<undefined>|t\.Undefined|None)?$/.test(text) ? undefined : text;
}

/** @throws OperandoError `unsupported` for an axis that is not even, `malformed-file`. */
function axisAt(file: Hdf5File, path: string, size: number): SignalAxis {
  const attributes = file.attributes(path);
  const [offset, scale] = [numberOf(attributes, 'offset'), numberOf(attributes, 'scale')];
  const name = wordOf(attributes, 'name') ?? path.slice(path.lastIndexOf('/') + 1);
  const uneven = attributes['axis'] !== undefined || file.kind(memberPath(path, 'axis')) === 'numbers';
  if (uneven || !Number.isFinite(offset) || !Number.isFinite(scale) || scale === 0)
    throw new OperandoError(
      uneven ? 'unsupported' : 'malformed-file',
      said`the axis ${name} has ${uneven ? 'a value for every point' : 'no offset and scale'}.`,
      { cure: 'Save the signal with a linear (uniform) axis.' },
    );
  return { name, unit: wordOf(attributes, 'units'), offset, scale, size };
}

/** Groups of signals in a file of HyperSpy; empty for other files. */
export function hyperspySignals(file: Hdf5File): readonly string[] {
  if (file.kind('/Experiments') !== 'group') return [];
  return groupsIn(file, '/Experiments').filter((path) => file.kind(memberPath(path, 'data')) === 'numbers');
}

/** The signal that is wanted. @throws OperandoError `column-missing`. */
function chosen(signals: readonly string[], wanted: string | undefined, warnings: OperandoWarning[]): string {
  if (wanted !== undefined) {
    const found = signals.find((path) =>
      [path, memberPath(path, 'data'), path.slice('/Experiments/'.length)].includes(wanted),
    );
    if (found !== undefined) return found;
    throw new OperandoError('column-missing', said`there is no signal ${wanted}.`, {
      cure: said`Signals: ${signals.join(', ')}.`,
    });
  }
  if (signals.length > 1)
    warnings.push({
      code: 'several-data',
      message: said`The file has ${signals.length} signals; ${signals[0]} was taken. Choose with dataset.`,
    });
  return signals[0]!;
}

/** Maps of a file of HyperSpy: the last axis is the energy loss, those before it are time, rows and columns. */
export function hyperspyMaps(file: Hdf5File, { dataset, energy }: MapReading): MapStack {
  const warnings: OperandoWarning[] = [];
  const group = chosen(hyperspySignals(file), dataset, warnings);
  const data = file.dataset(memberPath(group, 'data'));
  if (data.shape.length === 0 || data.shape.includes(0))
    throw new OperandoError('too-few-points', said`${group} holds no spectra.`);
  const axes = data.shape.map((size, d) => axisAt(file, memberPath(group, `axis-${d}`), size));
  const along = axes.at(-1)!;
  const others = axes.slice(0, -1);
  const sizes = mapSizes(others);
  const [first] = others;
  const seconds = first !== undefined && isTime(first) && sizes.frames > 1 ? timeUnit(first.unit!)!.seconds : undefined;
  const factor = energy === undefined ? electronvoltsOf(along.unit, said`the axis ${along.name}`, warnings) : 1;
  const perFrame = sizes.rows * sizes.columns * along.size;
  return {
    ...sizes,
    energies: scaledEnergies(energy ?? { offset: along.offset * factor, step: along.scale * factor }, along.size),
    ...(seconds === undefined
      ? {}
      : {
          start: Float64Array.from({ length: sizes.frames }, (_, i) => (first!.offset + i * first!.scale) * seconds),
          duration: Math.abs(first!.scale) * seconds,
        }),
    metadata: { title: group.slice('/Experiments/'.length) },
    warnings,
    read: async (from, to) => {
      // One map fills its first dimension with its rows.
      if (data.shape.length > 1 && sizes.frames === data.shape[0]) return data.read(from, to);
      return data.readAll().slice(from * perFrame, to * perFrame);
    },
    close: () => {
      file.close();
    },
  };
}
