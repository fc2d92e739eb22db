import type { PeakStart } from './fit-options.js';
import type { PeakModel } from './peak-model.js';

/** Line through the lower of the two ends' medians: a first background. */
function endsLine(x: Float64Array, y: ArrayLike<number>): (at: number) => number {
  const n = x.length;
  const count = Math.max(1, Math.min(8, Math.floor(n / 10)));
  const middleOf = (from: number): number =>
    Float64Array.from({ length: count }, (_, i) => y[from + i]!).toSorted()[count >> 1]!;
  const low = middleOf(0);
  const high = middleOf(n - count);
  const span = x[n - 1]! - x[0]!;
  return (at) => low + ((high - low) * (at - x[0]!)) / span;
}

function nearest(x: Float64Array, at: number): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]! - at) < Math.abs(x[best]! - at)) best = i;
  return best;
}

/** Full width at half maximum by walking down both sides, no further than half way to the next of the other peaks. */
function walkWidth(x: Float64Array, above: (i: number) => number, index: number, others: readonly number[]): number {
  const level = 0.5 * above(index);
  const spacing = (x.at(-1)! - x[0]!) / (x.length - 1);
  const reach = Math.max(
    2 * spacing,
    Math.min(x.at(-1)! - x[0]!, ...others.map((center) => 0.5 * Math.abs(center - x[index]!))),
  );
  const walk = (direction: number): number | undefined => {
    for (let i = index + direction; i >= 0 && i < x.length; i += direction) {
      if (Math.sign(level) * (above(i) - level) <= 0) {
        const before = above(i - direction);
        const share = (before - level) / (before - above(i));
        return Math.abs(x[i - direction]! + share * (x[i]! - x[i - direction]!) - x[index]!);
      }
      if (Math.abs(x[i]! - x[index]!) > reach) return undefined;
    }
    return undefined;
  };
  const low = walk(-1);
  const high = walk(1);
  const both = low !== undefined && high !== undefined ? low + high : 2 * (low ?? high ?? 0.5 * reach);
  return Math.max(both, 1.5 * spacing);
}

/** Starts of all parameters of a model; what the caller did not give is read off the data. */
export function guessStart(
  x: Float64Array,
  y: ArrayLike<number>,
  model: PeakModel,
  peaks: readonly PeakStart[],
): Float64Array {
  const start = new Float64Array(model.names.length);
  const terms = start.length - model.background;
  const line = terms > 0 ? endsLine(x, y) : () => 0;
  if (terms > 1) {
    start[model.background] = 0.5 * (line(x[0]!) + line(x.at(-1)!));
    start[model.background + 1] = 0.5 * (line(x.at(-1)!) - line(x[0]!));
  } else if (terms === 1) start[model.background] = Math.min(line(x[0]!), line(x.at(-1)!));
  const base = terms === 1 ? (): number => start[model.background]! : line;
  const centers = peaks.map(({ center }) => center);
  model.peaks.forEach(({ profile, amplitude, at }, p) => {
    const given = peaks[p]!;
    const index = nearest(x, given.center);
    const above = (i: number): number => y[i]! - base(x[i]!);
    const height = given.height ?? (above(index) || 1);
    const width = given.fwhm ?? walkWidth(x, above, index, centers.toSpliced(p, 1));
    const guesses: Readonly<Record<string, number>> = {
      fwhm: width,
      eta: 0.5,
      fwhmGaussian: 0.7 * width,
      fwhmLorentzian: 0.5 * width,
      fwhmLow: width,
      fwhmHigh: width,
      etaLow: given.eta ?? 0.5,
      etaHigh: given.eta ?? 0.5,
      tail: 0.5 * width,
      sampleHeight: 0.01,
      slitHeight: 0.01,
    };
    const parameters = [
      given.center,
      1,
      ...profile.shape.map((name) => (given[name as keyof PeakStart] as number | undefined) ?? guesses[name]!),
    ];
    start.set(parameters, at);
    const unit = { amplitude };
    const perUnit = amplitude === 'height' ? profile.area(parameters, unit) : 1 / profile.height(parameters, unit);
    if (amplitude === 'height')
      start[at + 1] = given.area !== undefined && given.height === undefined ? given.area / perUnit : height;
    else start[at + 1] = given.area ?? height * perUnit;
  });
  return start;
}

/** A likelihood needs a model above zero everywhere: start from a flat background above it. */
export function liftBackground(model: PeakModel, start: Float64Array, y: Float64Array): void {
  const terms = start.length - model.background;
  if (terms === 0) return;
  const constant = start[model.background]!;
  const slope = terms > 1 ? Math.abs(start[model.background + 1]!) : 0;
  if (constant - slope > 0) return;
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  start.fill(0, model.background);
  start[model.background] = Math.max(constant, 0.1 * mean, 1e-3);
}
