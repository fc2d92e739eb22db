import { asFloatStack, createSeries, flatValues, statusOf, withChannels } from '@operando/core';
import type { Channel, ProvenanceStep, Series } from '@operando/core';
import type { NormalizedFlat, NormalizedSpectra } from './normalize-types.js';
import type { NormalizedRows } from './row-normalizer.js';

/** The flattened spectra of a block, and when they were. */
export function flatOf({ signal, time }: Series, flat: Float64Array): NormalizedFlat {
  return { signal: asFloatStack('flat', flat, [...signal.shape]), time };
}

/** Both series of a block. */
export function seriesOf(
  block: Series<'energy', 'eV'>,
  rows: Omit<NormalizedRows, 'fits' | 'frames'>,
  channels: Readonly<Record<string, Channel>>,
  step: ProvenanceStep,
): NormalizedSpectra {
  const variances = scaledVariances(block, rows.edgeStep);
  // flat is missing where norm is.
  const mask = maskOf(block, rows.status, rows.norm);
  const build = (values: Float64Array): Series<'energy', 'eV'> => {
    const normalized = createSeries({
      signal: values,
      dims: block.dims,
      axis: block.axis,
      coordinates: coordinatesOf(block),
      time: block.time,
      channels: block.channels,
      metadata: block.metadata,
      mask,
      variances,
      provenance: block.provenance,
    });
    return withChannels(normalized, channels, step);
  };
  return { norm: build(rows.norm), flat: build(rows.flat) };
}

/** Coordinates of the dimensions between time and energy; unnamed ones become plain numbers. */
function coordinatesOf(series: Series): Series['coordinates'] {
  const coordinates = { ...series.coordinates };
  series.dims.slice(1, -1).forEach((dim, d) => {
    coordinates[dim] ??= {
      name: dim,
      unit: '1',
      edges: false,
      size: series.signal.shape[d + 1]!,
      values: Float64Array.from({ length: series.signal.shape[d + 1]! }, (_, i) => i),
    };
  });
  return coordinates;
}

/** Missing values and failed frames must not be used any further. */
function maskOf(series: Series, status: Uint8Array, values: Float64Array): Uint8Array {
  const points = series.axis.size;
  const mask = new Uint8Array(values.length);
  for (let row = 0; row < status.length; row++) {
    const [from, to] = [row * points, (row + 1) * points];
    if (status[row] === statusOf.failed) mask.fill(1, from, to);
    else for (let i = from; i < to; i++) if (Number.isNaN(values[i])) mask[i] = 1;
  }
  return mask;
}

function scaledVariances(series: Series, edgeStep: Float64Array): Float64Array | undefined {
  if (series.variances === undefined) return undefined;
  const points = series.axis.size;
  return flatValues(series.variances).map((variance, i) => variance / edgeStep[Math.floor(i / points)]! ** 2);
}
