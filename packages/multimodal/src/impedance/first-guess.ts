import { arcTime, seriesArcs } from './arcs.js';
import type { Circuit } from './circuit.js';
import { relaxationTimes } from './relaxation-times.js';
import type { RelaxationTimes } from './relaxation-times.js';
import { moduli } from './spectrum.js';
import type { ImpedanceSpectrum } from './spectrum.js';

/** Groups of neighbours of weighted places, so that the squares about their means are least (exact, by dynamic programming). */
function groupsOf(
  place: Float64Array,
  weight: Float64Array,
  count: number,
): { readonly weight: number; readonly mean: number }[] {
  const n = place.length;
  const [w, x, xx] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n + 1)];
  for (let i = 0; i < n; i++) {
    w[i + 1] = w[i]! + weight[i]!;
    x[i + 1] = x[i]! + weight[i]! * place[i]!;
    xx[i + 1] = xx[i]! + weight[i]! * place[i]! ** 2;
  }
  const cost = (from: number, to: number): number => {
    const total = w[to]! - w[from]!;
    return total > 0 ? xx[to]! - xx[from]! - (x[to]! - x[from]!) ** 2 / total : 0;
  };
  let best = Float64Array.from({ length: n + 1 }, (_, to) => cost(0, to));
  const cuts: Int32Array[] = [];
  for (let k = 1; k < count; k++) {
    const next = new Float64Array(n + 1).fill(Infinity);
    const cut = new Int32Array(n + 1);
    for (let to = 0; to <= n; to++)
      for (let from = 0; from <= to; from++) {
        const own = best[from]! + cost(from, to);
        if (own < next[to]!) [next[to], cut[to]] = [own, from];
      }
    best = next;
    cuts.push(cut);
  }
  const ends = [n];
  for (let k = count - 2; k >= 0; k--) ends.unshift(cuts[k]![ends[0]!]!);
  return ends.map((to, k) => {
    const from = k === 0 ? 0 : ends[k - 1]!;
    const total = w[to]! - w[from]!;
    return { weight: total, mean: total > 0 ? (x[to]! - x[from]!) / total : Number.NaN };
  });
}

/** Where every parameter begins that is no part of an arc: by the size of the impedance at the ends of the range. */
function plainStart({ parameters, root }: Circuit, spectrum: ImpedanceSpectrum, ohmic: number): Float64Array {
  const modulus = moduli(spectrum);
  const omega = spectrum.frequency.map((f) => 2 * Math.PI * f);
  const [slow, fast] = [Math.min(...omega), Math.max(...omega)];
  const size = Math.max(...modulus);
  const middle = Math.sqrt(slow * fast);
  const isTop = new Set(
    root.kind === 'series' ? root.parts.flatMap((part) => (part.kind === 'element' ? [part.name] : [])) : [],
  );
  return Float64Array.from(parameters, ({ name, unit }) => {
    if (unit === 'ohm') return isTop.has(name) ? ohmic : 0.3 * size;
    if (unit === 'F') return 1 / (slow * size);
    if (unit === 'H') return (0.1 * ohmic) / fast;
    if (unit === '1') return 0.85;
    if (unit === 's') return 1 / Math.sqrt(slow * middle);
    if (unit === 'ohm/s^0.5') return 0.3 * size * Math.sqrt(slow);
    return 1 / (size * Math.sqrt(slow * middle) ** 0.85);
  });
}

/**
 * Where fits of a circuit begin: its arcs at the groups of the distribution of relaxation times, everything else by size.
 * @returns One start for each way of grouping.
 */
export function firstGuesses(circuit: Circuit, spectrum: ImpedanceSpectrum): Float64Array[] {
  const arcs = seriesArcs(circuit);
  const times: RelaxationTimes = relaxationTimes(spectrum, { noise: 0.01, perDecade: 8 });
  const ohmic = Math.max(times.ohmic, 1e-4 * Math.max(...moduli(spectrum)));
  const plain = plainStart(circuit, spectrum, ohmic);
  if (arcs.length === 0) return [plain];
  const place = times.tau.map(Math.log);
  // The last process may have ended outside: beside the whole range, one without its slow end.
  return [1, 0.85].map((share) => {
    const count = Math.round(place.length * share);
    const groups = groupsOf(place.subarray(0, count), times.gamma.subarray(0, count), arcs.length);
    const start = Float64Array.from(plain);
    const step = place[1]! - place[0]!;
    arcs.forEach((arc, k) => {
      const { weight, mean } = groups[k]!;
      const r = Math.max(weight * step, 0.01 * ohmic, 1e-6);
      const tau = Number.isFinite(mean)
        ? Math.exp(mean)
        : times.tau[Math.round((place.length * (k + 0.5)) / arcs.length)]!;
      start[arc.r] = r;
      if (arc.isPhase) start[arc.q + 1] = 0.85;
      start[arc.q] = (arc.isPhase ? tau ** 0.85 : tau) / r;
    });
    return start;
  });
}

/** Arcs of a start or a fit by their time, the fastest first. */
export function arcsByTime(circuit: Circuit, parameters: ArrayLike<number>): number[] {
  const arcs = seriesArcs(circuit);
  return arcs.map((_, k) => k).sort((i, j) => arcTime(arcs[i]!, parameters) - arcTime(arcs[j]!, parameters));
}
