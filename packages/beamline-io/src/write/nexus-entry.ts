import { flatMask, flatValues } from '@operando/core';
import type { Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { writeNumbers } from './hdf5-content.js';
import { beginData, expectShape, stackAttributes } from './nexus-data-group.js';
import { beginEntry, endEntry, writeTimes } from './nexus-entry-frame.js';
import type { NexusEntryOptions } from './nexus-entry-options.js';

function writeData(entry: Group, series: Series, options: NexusEntryOptions, compression: number): void {
  const { time, variances, mask } = series;
  const { shape } = series.signal;
  const group = beginData(entry, series, options);
  const { data, names } = group;
  const attributes = stackAttributes(options, names);
  writeNumbers(
    data,
    names.signal,
    { values: flatValues(series.signal), shape, attributes: attributes.signal },
    compression,
  );
  if (variances !== undefined)
    writeNumbers(
      data,
      `${names.signal}_errors`,
      { values: flatValues(variances).map(Math.sqrt), shape, attributes: attributes.errors },
      compression,
    );
  if (mask !== undefined)
    writeNumbers(data, 'mask', { values: flatMask(mask), shape, attributes: attributes.mask }, compression);
  for (const each of names.auxiliary) {
    const [name, title, { values }] = each;
    expectShape(title, values, shape);
    writeNumbers(
      data,
      name,
      { values: flatValues(values), shape, attributes: attributes.auxiliary(each) },
      compression,
    );
  }
  writeTimes(group, time);
}

/** A series as an entry, and what points to it. @throws OperandoError as `writeNexus`. */
export function writeEntry(file: File, series: Series, options: NexusEntryOptions): void {
  const entry = beginEntry(file, options);
  writeData(entry, series, options, options.compression ?? 4);
  endEntry(entry, series, options);
}
