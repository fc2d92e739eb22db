import type { EstimateColumn, ResultTable, Series } from '@operando/core';
import type { ResultFile } from '../../technique/result-files.js';
import type { NdpAnalysis } from './analyse.js';

/** Numbers of each frame and pixel along the dimensions of the detector. */
function placesOf({ dims, signal }: Series): {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
} {
  const shape = signal.shape.slice(0, -1);
  const size = shape.reduce((product, length) => product * length, 1);
  const names = ['frame', ...dims.slice(1, -1)];
  const columns = shape.map((length, d) => {
    const inner = shape.slice(d + 1).reduce((product, each) => product * each, 1);
    return Float64Array.from({ length: size }, (_, k) => Math.floor(k / inner) % length);
  });
  return { names, columns };
}

/** Atoms per cm2 in every pixel of every frame. */
export function pixelTable({ pixels, profiles }: NdpAnalysis): ResultTable | undefined {
  if (pixels === undefined) return undefined;
  const { names, columns } = placesOf(pixels.series);
  const amounts = [...pixels.layers, pixels.total];
  const called = [...profiles.layers, profiles.total].map(({ name }) => name);
  return {
    name: 'pixels',
    index: { rows: 'frame', columns: names.map((name, d) => ({ name, unit: '1', values: columns[d]! })) },
    columns: amounts.map(({ values, stderr, status }, k): EstimateColumn => ({
      name: called[k]!,
      unit: '1/cm^2',
      values,
      stderr,
      status,
    })),
  };
}

/** Concentrations over depth in every pixel of every frame, as NeXus. */
export function pixelFiles({ pixels }: NdpAnalysis): ResultFile[] {
  if (pixels === undefined) return [];
  const { series } = pixels;
  return [
    {
      name: 'pixels.nxs',
      write: ({ nexus }) =>
        nexus(
          (async function* () {
            yield series;
          })(),
          series.time.start.length,
          { name: 'concentration', unit: '1/cm^3' },
        ),
    },
  ];
}
