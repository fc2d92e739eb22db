import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { EelsAnalysis } from './analyse.js';
import type { EelsInput } from './input.js';
import type { EelsOptions } from './options.js';

/** Options that have no effect. */
export function idleEels(options: EelsOptions, { cycler }: EelsInput, analysis: EelsAnalysis): IdleOptions[] {
  const { edges, method, align, raw } = options;
  const { series, lowLoss, maps } = analysis;
  const isTable = !series.dims.includes('row') && raw === undefined;
  const windows = edges.map((_, k) => ['edges', k, 'window']);
  const shapes = edges.flatMap((edge, k) =>
    edge.file === undefined ? [] : ['onset', 'width', 'exponent', 'lines'].map((name) => ['edges', k, name]),
  );
  return [
    ...idleWhere(
      maps === undefined,
      ['background', 'range', 'method', 'align', 'mostShift', 'spikes', 'front'],
      'no edges are named',
    ),
    ...idleWhere(method === 'templates', windows, 'it is for method two-window'),
    ...idleWhere(true, shapes, 'the edge is that of its file'),
    ...idleWhere(
      method === 'two-window',
      ['range', 'align', 'mostShift', ['background', 'spread']],
      'it is for method templates',
    ),
    ...idleWhere(align === 'none', ['mostShift'], 'energies are not aligned'),
    ...idleWhere(align === 'auto' && lowLoss !== undefined, ['mostShift'], 'energies are aligned by the zero loss'),
    ...idleWhere(lowLoss === undefined, ['zeroLossEnd'], 'there is no low loss'),
    ...idleWhere(maps === undefined && lowLoss === undefined, ['pixels'], 'there are no maps to be written'),
    ...idleWhere(isTable, ['dataset', 'energy'], 'the files are tables'),
    ...idleWhere(!isTable, ['columnsAsFrames', 'grid', 'frameDateOrder', 'skipBad'], 'the files are no tables'),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
