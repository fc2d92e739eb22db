import type { ResultView } from '@operando/core';
import { mostViewValues, viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { EelsAnalysis } from './analyse.js';
import { edgeLabel } from './names.js';
import type { EelsOptions } from './options.js';

/** Contents over the place, and the spectra of layers. */
export function eelsViews(analysis: EelsAnalysis, options: EelsOptions): ResultView[] {
  const { maps, profiles, fronts, layers, sums, energies } = analysis;
  const times = viewTimes(analysis, options.clockOffset);
  const contents = (maps?.contents ?? []).map((content, k): ResultView =>
    Object.assign(
      {
        name: `profiles-${k}`,
        title: `${edgeLabel(content)} over the place`,
        x: { name: options.along === 'column' ? 'Column' : 'Row', unit: '1' },
        y: { name: edgeLabel(content), unit: '1' },
        map: {
          x: Float64Array.from({ length: profiles[k]!.places }, (_, i) => i),
          values: profiles[k]!.values,
          stderr: profiles[k]!.stderr,
        },
        tracks:
          k === 0 && fronts !== undefined
            ? [viewTrack('front', { values: Float64Array.from(fronts, ({ place }) => place) })]
            : [],
      },
      times,
    ),
  );
  const size = sums.length * energies.length;
  if (size * layers.length > mostViewValues) return contents;
  const spectra = layers.map(({ name }, k): ResultView => {
    const values = new Float64Array(size);
    for (const [f, sum] of sums.entries()) values.set(sum[k]!, f * energies.length);
    const view = {
      name: `spectra-${k}`,
      title: `Spectra of ${name}`,
      x: { name: 'Energy loss', unit: 'eV' },
      y: { name: 'Counts', unit: '1' },
      map: { x: energies, values },
      curves: analysis.whiteLines
        .filter(({ layer }) => layer === name)
        .flatMap(({ fits }) =>
          fits.flatMap(({ curves: { energy, background, steps, model } }, frame) => [
            { frame, name: 'fit', kind: 'fit' as const, x: energy, values: model },
            { frame, name: 'background', kind: 'background' as const, x: energy, values: background },
            { frame, name: 'steps', kind: 'component' as const, x: energy, values: steps },
          ]),
        ),
    };
    return Object.assign(view, times);
  });
  return [...contents, ...spectra];
}
