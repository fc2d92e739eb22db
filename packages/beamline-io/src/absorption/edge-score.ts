/** How well a spectrum shows an edge. */
export interface EdgeScore {
  /** Step of the absorption from the line below the edge to that above it, in the units of the spectrum. */
  readonly step: number;
  /** Scatter of the points about both lines: noise, and the oscillations of the spectrum. */
  readonly scatter: number;
  /** Noise of a point, by how far it lies off its neighbours: the median, so that edges and spikes do not count. */
  readonly noise: number;
  /** Where the edge was taken to be, eV. */
  readonly energy: number;
}

/** Points of an energy scan, in rising order, without those that are no numbers. */
interface Points {
  readonly energy: Float64Array;
  readonly mu: Float64Array;
}

/** Fewer points show no edge, or anything. */
const fewest = 12;
/** Fewest points of a line. */
const fewestOfLine = 4;
/** Parts of the range of energies: the edge is looked for inside, and a little of it is left out on both sides of the edge. */
const inside = 0.08;
/** From the edge to the lines, and how far these reach, eV; of short scans less. */
const gapBelow = 20;
const gapAbove = 30;
const reach = 300;

function pointsOf(energy: Float64Array, mu: Float64Array): Points {
  const order = Array.from(energy.keys())
    .filter((row) => Number.isFinite(energy[row]!) && Number.isFinite(mu[row]!))
    .sort((a, b) => energy[a]! - energy[b]! || a - b);
  return {
    energy: Float64Array.from(order, (row) => energy[row]!),
    mu: Float64Array.from(order, (row) => mu[row]!),
  };
}

/** A least-squares line. */
interface Line {
  readonly at: (energy: number) => number;
  /** Sum of the squares of the residuals. */
  readonly squares: number;
  readonly points: number;
}

/** The line through the points from one energy to another; undefined for too few. */
function lineThrough({ energy, mu }: Points, from: number, to: number): Line | undefined {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < energy.length; i++) {
    if (energy[i]! < from || energy[i]! > to) continue;
    count++;
    sumX += energy[i]!;
    sumY += mu[i]!;
  }
  if (count < fewestOfLine) return undefined;
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < energy.length; i++) {
    if (energy[i]! < from || energy[i]! > to) continue;
    const [dx, dy] = [energy[i]! - meanX, mu[i]! - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (!(xx > 0)) return undefined;
  const slope = xy / xx;
  return { at: (value) => meanY + slope * (value - meanX), squares: Math.max(0, yy - slope * xy), points: count };
}

/** Noise of points against the line between their neighbours, as a standard deviation. */
function noiseOf({ energy, mu }: Points): number {
  const off = new Float64Array(Math.max(0, energy.length - 2));
  for (let i = 1; i + 1 < energy.length; i++) {
    const width = energy[i + 1]! - energy[i - 1]!;
    const share = width > 0 ? (energy[i]! - energy[i - 1]!) / width : 0.5;
    const between = (1 - share) * mu[i - 1]! + share * mu[i + 1]!;
    off[i - 1] = Math.abs(mu[i]! - between) / Math.sqrt(1 + share * share + (1 - share) * (1 - share));
  }
  off.sort();
  return (off[off.length >> 1] ?? 0) / 0.6745;
}

/** The step at an energy; undefined where too few points stand on either side of it. */
function stepAt(points: Points, edge: number): EdgeScore | undefined {
  const { energy } = points;
  const [low, high] = [energy[0]!, energy[energy.length - 1]!];
  const below = Math.min(gapBelow, (edge - low) / 3);
  const above = Math.min(gapAbove, (high - edge) / 3);
  const pre = lineThrough(points, edge - reach, edge - below);
  const post = lineThrough(points, edge + above, edge + reach);
  if (pre === undefined || post === undefined) return undefined;
  const freedom = pre.points + post.points - 4;
  const scatter = Math.sqrt((pre.squares + post.squares) / Math.max(1, freedom));
  return { step: post.at(edge) - pre.at(edge), scatter, noise: noiseOf(points), energy: edge };
}

/** Energy of the steepest rise over a few points; undefined for too few points. */
function steepestRise({ energy, mu }: Points): number | undefined {
  const n = energy.length;
  if (n < fewest) return undefined;
  const low = energy[0]!;
  const range = energy[n - 1]! - low;
  const span = 2;
  let [best, at] = [-Infinity, Number.NaN];
  for (let i = span; i + span < n; i++) {
    const place = energy[i]!;
    if (place < low + inside * range || place > low + (1 - inside) * range) continue;
    // Means of several points on either side: a spike of one point is no edge.
    let [before, after] = [0, 0];
    for (let k = 1; k <= span; k++) {
      before += mu[i - k]!;
      after += mu[i + k]!;
    }
    const width = energy[i + span]! - energy[i - span]!;
    const slope = (after - before) / span / Math.max(width, range / 1000);
    if (slope > best) [best, at] = [slope, place];
  }
  return Number.isFinite(at) ? at : undefined;
}

/** How many times a step is its scatter, or its noise. An absorption that falls at the edge counts nothing. */
export function timesOf(step: number, error: number): number {
  if (!(step > 0)) return 0;
  return error > 0 ? step / error : Number.MAX_VALUE;
}

const meritOf = ({ step, scatter }: EdgeScore): number => timesOf(step, scatter);

/**
 * Steps of several spectra of one scan at the edge that one of them shows best: channels without an edge have none there. Undefined for those with too few points.
 * @param spectra Along `energy`, which may be in any order; what is no number is left out.
 */
export function edgeScores(energy: Float64Array, spectra: readonly Float64Array[]): (EdgeScore | undefined)[] {
  const points = spectra.map((mu) => pointsOf(energy, mu));
  const edges = points.flatMap((each) => steepestRise(each) ?? []);
  let best: (EdgeScore | undefined)[] = spectra.map(() => undefined);
  let top = -1;
  for (const edge of new Set(edges)) {
    const scores = points.map((each) => (each.energy.length < fewest ? undefined : stepAt(each, edge)));
    const highest = Math.max(...scores.map((score) => (score === undefined ? -1 : meritOf(score))));
    if (highest > top) [top, best] = [highest, scores];
  }
  return best;
}
