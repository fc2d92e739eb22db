import { concatenateSeries, seriesBlock } from '@operando/core';
import type { Series, Steps } from '@operando/core';
import type { NormalizedSeries, NormalizedSpectra, NormalizeOptions } from './normalize-types.js';
import { createNormalizer } from './normalizer.js';

/**
 * Normalize every spectrum of an operando series: `normalizeStack` with
 * the series' energies, time, channels and metadata kept, masked values left
 * out, variances divided by the squared edge step, and what was done written
 * into the provenance. For series that come block by block see `createNormalizer`.
 *
 * @throws OperandoError `unit-mismatch` for a series that is not along energy in eV;
 * otherwise as `normalizeStack`. Frames that cannot be normalized are NaN, with status `failed`.
 */
export function normalize(series: Series<'energy', 'eV'>, options: NormalizeOptions = {}): NormalizedSeries {
  const normalizer = createNormalizer(series.axis, options);
  const { norm, flat } = normalizer.add(series);
  const whole = normalizer.finish();
  const withErrors = (of: Series<'energy', 'eV'>): Series<'energy', 'eV'> => withSeriesErrors(of, whole);
  return { norm: withErrors(norm), flat: withErrors(flat), ...whole };
}

/** Channels whose errors hold what only the whole series tells: how far the absorption wanders within each scan. */
function withSeriesErrors(
  series: Series<'energy', 'eV'>,
  { channels }: Pick<NormalizedSeries, 'channels'>,
): Series<'energy', 'eV'> {
  return Object.freeze({ ...series, channels: Object.freeze({ ...series.channels, ...channels }) });
}

/** Values that are normalized in one step: some tens of milliseconds. */
const valuesOfStep = 16_384;

/** {@link normalize} in steps of some frames. @throws as {@link normalize}. */
export function* normalizeSteps(
  series: Series<'energy', 'eV'>,
  options: NormalizeOptions = {},
): Steps<NormalizedSeries> {
  const normalizer = createNormalizer(series.axis, options);
  const total = series.time.start.length;
  const size = Math.max(1, Math.floor((valuesOfStep * total) / series.signal.size));
  const parts: NormalizedSpectra[] = [];
  for (let done = 0; done < total; done += size) {
    yield { done, total };
    parts.push(normalizer.add(seriesBlock(series, done, Math.min(total, done + size))));
  }
  yield { done: total, total };
  const whole = normalizer.finish();
  const provenance = [...series.provenance, whole.step];
  const joined = (pick: (part: NormalizedSpectra) => Series<'energy', 'eV'>): Series<'energy', 'eV'> =>
    withSeriesErrors(Object.freeze({ ...concatenateSeries(parts.map(pick)), provenance }), whole);
  return { norm: joined(({ norm }) => norm), flat: joined(({ flat }) => flat), ...whole };
}
