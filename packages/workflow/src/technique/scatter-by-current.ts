import type { Series } from '@operando/core';
import type { ScatterGroup } from '@operando/plot';

/** Share of the largest current below which the cell rests. */
const rest = 0.05;

/** Whether the cell was charged, discharged or at rest in each frame; `all` where no current is known. */
function courseOf(series: Series, all: string): (frame: number) => string {
  const current = series.channels['current_ampere']?.values;
  const largest = current?.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0) ?? 0;
  return (frame) => {
    const ampere = current?.[frame] ?? Number.NaN;
    if (largest === 0 || Number.isNaN(ampere)) return all;
    return Math.abs(ampere) < rest * largest ? 'rest' : ampere > 0 ? 'charge' : 'discharge';
  };
}

/**
 * One quantity of the frames against another, charge, discharge and rest apart; undefined where no frame has both.
 *
 * @param all What frames without a known current are called.
 */
export function scatterByCurrent(
  series: Series,
  x: Float64Array,
  y: { readonly values: Float64Array; readonly stderr?: Float64Array | undefined },
  all: string,
): ScatterGroup[] | undefined {
  const course = courseOf(series, all);
  const usable = [...x.keys()].filter((frame) => Number.isFinite(x[frame]) && Number.isFinite(y.values[frame]));
  const groups = ['charge', 'discharge', 'rest', all].flatMap((label): ScatterGroup[] => {
    const frames = usable.filter((frame) => course(frame) === label);
    if (frames.length === 0) return [];
    const take = (values: Float64Array): Float64Array => Float64Array.from(frames, (frame) => values[frame]!);
    return [
      {
        label,
        x: take(x),
        y: take(y.values),
        ...(y.stderr === undefined ? {} : { stderr: take(y.stderr) }),
      },
    ];
  });
  return groups.length === 0 ? undefined : groups;
}
