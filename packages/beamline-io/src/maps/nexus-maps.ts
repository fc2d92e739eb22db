import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Hdf5File } from '../hdf5/file.js';
import { pointsOf } from '../hdf5/nexus-axes.js';
import { findNexusData } from '../hdf5/nexus-data.js';
import { timeUnit } from '../hdf5/time-unit.js';
import { said } from '../text/said.js';
import { electronvoltsOf } from './energy-unit.js';
import { isTime, mapSizes } from './map-dimensions.js';
import type { MapDimension } from './map-dimensions.js';
import { scaledEnergies } from './map-stack.js';
import type { MapReading, MapStack } from './map-stack.js';

/**
 * Maps of an HDF5 file: the default data of NeXus, or a dataset by its path, the energy loss along the last dimension.
 * @throws OperandoError `column-missing` for data without energies, `unit-mismatch`, `unsupported`; as `findNexusData`.
 */
export function nexusMaps(file: Hdf5File, { dataset, energy }: MapReading): MapStack {
  const data = findNexusData(file, { dataset });
  const { shape } = data.signal;
  const warnings: OperandoWarning[] = [...data.warnings];
  const [channels = 0] = shape.slice(-1);
  const along = data.axes.at(-1);
  if (shape.length === 0 || shape.includes(0))
    throw new OperandoError('too-few-points', said`${data.path} holds no spectra.`);
  if (along === undefined && energy === undefined)
    throw new OperandoError('column-missing', said`${data.name} has no energies along its last dimension.`, {
      where: { parameter: 'energy' },
      cure: 'Give energy: {offset, step} in eV, or name a group whose axes say them (dataset).',
    });
  const factor = energy === undefined ? electronvoltsOf(along!.unit, said`the axis ${along!.name}`, warnings) : 1;
  const dimensions = shape.slice(0, -1).map((size, d): MapDimension => {
    const axis = data.axes[d];
    return { size, name: axis?.name, unit: axis?.unit };
  });
  const sizes = mapSizes(dimensions);
  const first = data.axes[0];
  const seconds =
    first !== undefined && shape.length > 1 && sizes.frames === shape[0] && isTime(dimensions[0]!)
      ? timeUnit(first.unit!)!.seconds
      : undefined;
  const start = seconds === undefined ? undefined : pointsOf(first!, sizes.frames).map((time) => time * seconds);
  const perFrame = sizes.rows * sizes.columns * channels;
  return {
    ...sizes,
    energies:
      energy === undefined
        ? pointsOf(along!, channels).map((value) => value * factor)
        : scaledEnergies(energy, channels),
    start,
    ...(data.time === undefined ? {} : { epoch: data.time.epoch, zone: data.time.zone }),
    metadata: data.title === undefined ? {} : { title: data.title },
    warnings,
    read: async (from, to) => {
      if (shape.length > 1 && sizes.frames === shape[0]) return data.signal.read(from, to);
      return data.signal.readAll().slice(from * perFrame, to * perFrame);
    },
    close: () => {
      file.close();
    },
  };
}
