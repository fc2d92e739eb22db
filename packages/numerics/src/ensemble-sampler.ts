import { drain } from './drain.js';
import { seededRandom } from './random.js';

/** Options of {@link sampleEnsemble}. */
export interface EnsembleOptions {
  /** Steps of each walker that are kept. */
  readonly steps: number;
  /** Steps before those, thrown away. */
  readonly burn: number;
  /** Keep one step of so many. @default 1 */
  readonly thin?: number | undefined;
  /** Of the moves that are drawn. @default 1 */
  readonly seed?: number | undefined;
}

/** Samples of a distribution. */
export interface EnsembleSamples {
  /** Row-major [samples x coordinates], walker after walker within a step. */
  readonly samples: Float64Array;
  /** Draws that were kept. */
  readonly count: number;
  /** How many walked. */
  readonly walkers: number;
  /** Of each draw, up to a constant. */
  readonly logProbability: Float64Array;
  /** Share of the moves that were taken, 0 to 1. */
  readonly acceptance: number;
  /** Split R-hat of each coordinate over the walkers: 1 for a converged run, below 1.05 for a usable one (Gelman et al. 2013, chapter 11). */
  readonly rHat: Float64Array;
  /** Samples that count as independent, by the autocorrelation of the walkers' mean (Goodman and Weare 2010). */
  readonly effectiveSamples: Float64Array;
}

/**
 * Sample a distribution with an ensemble of walkers. Each step moves half of them along differences of two of the other half
 * (ter Braak's differential evolution moves, 2006; one in ten at full length, to jump between modes), which makes the walk indifferent to scale and
 * correlation of the coordinates. Seeded: the same call gives the same samples.
 *
 * @param logProbability Up to a constant; -Infinity where not allowed.
 * @param start Walkers, an even number of at least twice the coordinates.
 * @throws RangeError for too few walkers, or walkers that begin where it is not allowed.
 */
export function sampleEnsemble(
  logProbability: (x: Float64Array) => number,
  start: readonly Float64Array[],
  options: EnsembleOptions,
): EnsembleSamples {
  return drain(sampleEnsembleSteps(logProbability, start, options));
}

/** {@link sampleEnsemble} in steps: one after each step of all walkers, how many there were (burned ones too). @throws as {@link sampleEnsemble}. */
export function* sampleEnsembleSteps(
  logProbability: (x: Float64Array) => number,
  start: readonly Float64Array[],
  options: EnsembleOptions,
): Generator<number, EnsembleSamples, void> {
  const walkers = start.length;
  const n = start[0]?.length ?? 0;
  const { steps, burn, thin = 1, seed = 1 } = options;
  if (walkers < 2 * n || walkers < 4 || walkers % 2 !== 0)
    throw new RangeError(`${walkers} walkers for ${n} coordinates; an even number of at least twice as many is needed`);
  const random = seededRandom(seed);
  const at = start.map((walker) => walker.slice());
  const level = Float64Array.from(at, logProbability);
  if (level.some((value) => !Number.isFinite(value)))
    throw new RangeError('a walker begins where the probability is 0');
  const half = walkers / 2;
  const usual = 2.38 / Math.sqrt(2 * n);
  const kept = Math.floor(steps / thin);
  const samples = new Float64Array(kept * walkers * n);
  const levels = new Float64Array(kept * walkers);
  let accepted = 0;
  const trial = new Float64Array(n);
  for (let step = 0; step < burn + kept * thin; step++) {
    for (let group = 0; group < 2; group++) {
      for (let w = group * half; w < (group + 1) * half; w++) {
        const other = (1 - group) * half;
        const a = other + Math.floor(random.uniform() * half);
        let b = other + Math.floor(random.uniform() * (half - 1));
        if (b >= a) b++;
        const length = random.uniform() < 0.1 ? 1 : usual * (1 + 0.1 * random.normal());
        for (let d = 0; d < n; d++)
          trial[d] = at[w]![d]! + length * (at[a]![d]! - at[b]![d]!) * (1 + 1e-4 * random.normal());
        const value = logProbability(trial);
        if (Math.log(random.uniform() + 1e-300) < value - level[w]!) {
          at[w]!.set(trial);
          level[w] = value;
          if (step >= burn) accepted++;
        }
      }
    }
    // While burning in, walkers that lag behind all others are set to where one of the better half is (Vrugt 2009).
    if (step + 1 === Math.floor(burn / 2) || step + 1 === Math.floor((3 * burn) / 4)) {
      const sorted = level.slice().sort();
      const quarter = sorted[walkers >> 2]!;
      const fence = quarter - 2 * (sorted[(3 * walkers) >> 2]! - quarter);
      const good = [...at.keys()].filter((w) => level[w]! >= sorted[walkers >> 1]!);
      for (let w = 0; w < walkers; w++) {
        if (level[w]! >= fence) continue;
        const from = good[Math.floor(random.uniform() * good.length)]!;
        at[w]!.set(at[from]!);
        level[w] = level[from]!;
      }
    }
    const row = step - burn;
    if (row >= 0 && (row + 1) % thin === 0) {
      const k = (row + 1) / thin - 1;
      at.forEach((walker, w) => {
        samples.set(walker, (k * walkers + w) * n);
        levels[k * walkers + w] = level[w]!;
      });
    }
    yield step + 1;
  }
  return {
    samples,
    count: kept * walkers,
    walkers,
    logProbability: levels,
    acceptance: accepted / Math.max(1, kept * thin * walkers),
    rHat: Float64Array.from({ length: n }, (_, d) => splitRHat(samples, kept, walkers, n, d)),
    effectiveSamples: Float64Array.from(
      { length: n },
      (_, d) => (kept * walkers) / autocorrelationTime(samples, kept, walkers, n, d),
    ),
  };
}

function splitRHat(samples: Float64Array, kept: number, walkers: number, n: number, d: number): number {
  const length = Math.floor(kept / 2);
  if (length < 2) return Number.NaN;
  const means: number[] = [];
  let within = 0;
  for (let w = 0; w < walkers; w++) {
    for (let part = 0; part < 2; part++) {
      let sum = 0;
      let square = 0;
      for (let k = 0; k < length; k++) {
        const value = samples[((part * length + k) * walkers + w) * n + d]!;
        sum += value;
        square += value * value;
      }
      means.push(sum / length);
      within += (square - (sum * sum) / length) / (length - 1);
    }
  }
  within /= means.length;
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const between = (length * means.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / (means.length - 1);
  return within > 0 ? Math.sqrt((length - 1) / length + between / (length * within)) : 1;
}

/** Integrated autocorrelation time in steps, averaged over walkers, window of five times itself (Sokal). */
function autocorrelationTime(samples: Float64Array, kept: number, walkers: number, n: number, d: number): number {
  let mean = 0;
  for (let k = 0; k < kept * walkers; k++) mean += samples[k * n + d]!;
  mean /= kept * walkers;
  const correlation = (lag: number): number => {
    let sum = 0;
    for (let k = 0; k + lag < kept; k++) {
      for (let w = 0; w < walkers; w++)
        sum += (samples[(k * walkers + w) * n + d]! - mean) * (samples[((k + lag) * walkers + w) * n + d]! - mean);
    }
    return sum / ((kept - lag) * walkers);
  };
  const variance = correlation(0);
  if (!(variance > 0)) return 1;
  let time = 1;
  for (let lag = 1; lag < kept / 2; lag++) {
    time += (2 * correlation(lag)) / variance;
    if (lag >= 5 * time) break;
  }
  return Math.max(1, time);
}
