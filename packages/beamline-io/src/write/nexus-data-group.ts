import { OperandoError } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import type { Group } from 'h5wasm';
import { said, shown } from '../text/said.js';
import { checkName, checkText, nexusGroup, writeAttribute, writeNumbers } from './hdf5-content.js';
import type { Attributes } from './hdf5-content.js';
import type { AuxiliarySignal, NexusEntryOptions } from './nexus-entry-options.js';
import { nexusNames } from './nexus-names.js';

/** What the begins of the frames are called. */
export const timeName = 'time';
/** What means something beside the signal in a group of plottable data. */
const dataNames: readonly string[] = ['errors', 'mask', 'title'];

/** How the datasets of the plottable data are called. */
export interface DataNames {
  readonly signal: string;
  /** Dimension by dimension; undefined where there are no coordinates. */
  readonly axes: readonly (string | undefined)[];
  readonly coordinates: readonly (Axis | undefined)[];
  readonly auxiliary: readonly (readonly [name: string, title: string, AuxiliarySignal])[];
}

function namesOf(
  { axis, dims, coordinates }: Pick<Series, 'axis' | 'dims' | 'coordinates'>,
  { signal, auxiliary = {} }: NexusEntryOptions,
): DataNames {
  const nameOf = nexusNames([timeName, ...dataNames]);
  const signalName = nameOf(signal?.name ?? 'signal', 'signal');
  const along = dims.map((dim, d) => (d === 0 ? undefined : d === dims.length - 1 ? axis : coordinates[dim]));
  return {
    signal: signalName,
    axes: along.map((coordinate, d) =>
      d === 0 ? timeName : coordinate === undefined ? undefined : nameOf(dims[d]!, 'axis'),
    ),
    coordinates: along,
    auxiliary: Object.entries(auxiliary).map(([title, content]) => [nameOf(title, 'auxiliary'), title, content]),
  };
}

/** The name that a dataset stands for, where that is not its own. */
export const meaning = (name: string, stored: string): string | undefined =>
  name === stored ? undefined : checkName(name, 'the name');

/** The group of plottable data, and what its datasets are called. */
export interface DataGroup {
  readonly data: Group;
  readonly names: DataNames;
}

/** The group with what does not depend on how many frames there are. */
export function beginData(
  entry: Group,
  series: Pick<Series, 'axis' | 'dims' | 'coordinates'>,
  options: NexusEntryOptions,
): DataGroup {
  const { dims } = series;
  const names = namesOf(series, options);
  const data = nexusGroup(entry, 'data', 'NXdata');
  writeAttribute(data, 'signal', names.signal);
  if (names.auxiliary.length > 0)
    writeAttribute(
      data,
      'auxiliary_signals',
      names.auxiliary.map(([name]) => name),
    );
  writeAttribute(
    data,
    'axes',
    names.axes.map((name) => name ?? '.'),
  );
  names.axes.forEach((name, d) => {
    if (name !== undefined) writeAttribute(data, `${name}_indices`, d);
  });
  // As a text of variable length: silx shows the bytes of others with their quotes.
  if (options.title !== undefined) data.create_attribute('title', checkText(options.title, 'the title'));
  names.coordinates.forEach((coordinate, d) => {
    const name = names.axes[d];
    if (coordinate === undefined || name === undefined) return;
    const { values, unit } = coordinate;
    const dim = dims[d]!;
    writeNumbers(
      data,
      name,
      {
        values,
        shape: [values.length],
        attributes: {
          units: unit || undefined,
          long_name: unit === '' ? dim : `${dim} (${unit})`,
          name: meaning(dim, name),
        },
      },
      0,
    );
  });
  return { data, names };
}

/** Attributes of the arrays over frames and points. */
export interface StackAttributes {
  readonly signal: Attributes;
  readonly errors: Attributes;
  readonly mask: Attributes;
  readonly auxiliary: (array: DataNames['auxiliary'][number]) => Attributes;
}

/** What stands at the arrays over frames and points. */
export function stackAttributes({ signal }: NexusEntryOptions, names: DataNames): StackAttributes {
  const { name: title = 'signal', unit: units } = signal ?? {};
  return {
    signal: { units, name: meaning(title, names.signal) },
    errors: { units },
    mask: { description: '1 where a value must not be used' },
    auxiliary: ([name, auxiliaryTitle, { unit }]: DataNames['auxiliary'][number]) => ({
      units: unit,
      name: meaning(auxiliaryTitle, name),
    }),
  };
}

/** @throws OperandoError `shape-mismatch` for an array of another shape than the signal. */
export function expectShape(title: string, values: Series['signal'], shape: readonly number[]): void {
  if (values.shape.join() === shape.join()) return;
  throw new OperandoError(
    'shape-mismatch',
    said`${title} is ${values.shape.join(' x ')}, the signal ${shape.join(' x ')}.`,
    { where: { parameter: 'auxiliary', column: shown(title) } },
  );
}
