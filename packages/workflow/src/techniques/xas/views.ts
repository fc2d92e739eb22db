import { createFrameDetail, finiteMedian } from '@operando/core';
import type { FrameDetail, ResultView, ViewComponent, ViewRange } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import { detailMap, mostViewValues, viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

/**
 * Every spectrum, where the analysis keeps means of neighbours: they are made once more. Of a series that goes on the means do: what a
 * look at it needs does not grow with its length.
 */
export async function shownDetail(
  { detail, flat, series }: Pick<XasAnalysis, 'detail' | 'flat' | 'series'>,
  { isGrowing = false }: Pick<RunContext, 'isGrowing'>,
): Promise<FrameDetail<'energy', 'eV'>> {
  if (detail.framesPerRow === 1 || isGrowing) return detail;
  const whole = createFrameDetail(detail.axis, series.time.start.length, { values: mostViewValues });
  for await (const block of flat.blocks()) whole.add(block);
  return whole.finish();
}

/** Stretches that the spectra were normalized with. */
function usedStretches({ normalized: { used } }: XasAnalysis): ViewRange[] {
  const { e0, pre1, pre2, norm1, norm2 } = used;
  if (e0 === undefined) return [];
  const stretch = (name: string, from: readonly number[] | undefined, to: readonly number[] | undefined): ViewRange[] =>
    from === undefined || to === undefined ? [] : [{ name, from: e0[0] + from[0]!, to: e0[1] + to[1]! }];
  return [...stretch('pre-edge line', pre1, pre2), ...stretch('post-edge curve', norm1, norm2)];
}

/** Spectra of species with their shares: of those that were sought, or else of the standards. */
function speciesComponents({ species: { mcr, fitted }, series }: XasAnalysis): ViewComponent[] {
  const component = (name: string, channel: string, x: Float64Array, values: Float64Array): ViewComponent[] => {
    const share = series.channels[channel];
    return share === undefined ? [] : [{ name, x, values, weights: share.values }];
  };
  if (mcr === undefined)
    return Object.entries(fitted?.spectra ?? {}).flatMap(([channel, values]) =>
      component(channel.replace('share_', ''), channel, fitted!.energy, values),
    );
  const points = mcr.energy.length;
  return Array.from({ length: mcr.count }, (_, k) => k + 1).flatMap((number) =>
    component(
      `species ${number}`,
      `species_${number}`,
      mcr.energy,
      mcr.spectra.slice((number - 1) * points, number * points),
    ),
  );
}

/** The flattened spectra with their edges. */
export async function xasViews(
  analysis: XasAnalysis,
  options: XasOptions,
  context: Pick<RunContext, 'isGrowing'>,
): Promise<ResultView[]> {
  const { series } = analysis;
  const edge = series.channels['edge_half_step'];
  const center = edge === undefined ? Number.NaN : finiteMedian(edge.values);
  const hasEdge = edge !== undefined && !Number.isNaN(center);
  // As in the figure: the edge is a hundredth of a long scan.
  const near = hasEdge ? ([center - 20, center + 35] as const) : undefined;
  const shown = options.range ?? near;
  return [
    {
      name: 'spectra',
      title: 'Normalized spectra',
      x: { name: 'Energy', unit: 'eV' },
      y: { name: 'Normalized absorption', unit: '1' },
      ...(shown === undefined ? {} : { shown }),
      ...viewTimes(analysis, options.clockOffset),
      map: detailMap(await shownDetail(analysis, context), series),
      components: speciesComponents(analysis),
      tracks: hasEdge ? [viewTrack('edge (half step)', edge)] : [],
      ranges: usedStretches(analysis),
    },
  ];
}
