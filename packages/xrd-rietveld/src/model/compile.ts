import { OperandoError } from '@operando/core';
import type { Instrument } from '../profile/instrument.js';
import { metricTerms } from './metric.js';
import { needRotations } from './layout.js';
import type { Layout, PhasePlaces } from './layout.js';
import { orbitsOf } from './orientation.js';
import type { Orbits } from './orientation.js';
import type { IntensityMethod, Phase } from './phase.js';
import type { ReflectionGroups } from './reflection-groups.js';
import { stephensValues } from './stephens.js';

/**
 * How a refined parameter moves the lines of a phase: derivatives of each line's intensity (at unit scale), place, Gaussian
 * and Lorentzian width, or of its axial divergence; absent where it does not.
 */
export interface Chain {
  /** Number of the parameter among all, and among those refined. */
  readonly parameter: number;
  readonly column: number;
  readonly intensity?: Float64Array;
  readonly place?: Float64Array;
  readonly gaussian?: Float64Array;
  readonly lorentzian?: Float64Array;
  readonly axial?: boolean;
}

/** A phase made ready: fixed numbers, and room for what is worked out at each set of parameters. */
export interface PhaseLines {
  readonly phase: Phase;
  readonly places: PhasePlaces;
  readonly method: IntensityMethod;
  readonly reflections: number;
  /** Lines: reflections times spectral lines, those of one reflection side by side. */
  readonly lines: number;
  readonly terms: Float64Array;
  readonly multiplicity: Float64Array;
  readonly orbits: Orbits | undefined;
  readonly stephens: Float64Array;
  /** Metric and its derivatives by the free parameters. */
  readonly metric: Float64Array;
  /** 1/d^2 of each reflection. */
  readonly inverseSpacing2: Float64Array;
  readonly f2: Float64Array;
  readonly factor: Float64Array;
  readonly factorByRatio: Float64Array;
  readonly quantities: Float64Array;
  readonly wanted: Int32Array;
  readonly f2By: Float64Array;
  readonly place: Float64Array;
  readonly gaussian: Float64Array;
  readonly lorentzian: Float64Array;
  /** Intensity of each line at scale 1, 0 where it cannot be seen. */
  readonly intensity: Float64Array;
  /** 1 for lines whose Gaussian or Lorentzian part was taken as 0 because it would be negative. */
  readonly negative: Uint8Array;
  /** Intensities of reflections of Pawley and Le Bail, all spectral lines together. */
  readonly free: Float64Array;
  /** Which of those are one; undefined for Rietveld. */
  groups: ReflectionGroups | undefined;
  readonly chains: readonly Chain[];
}

/** Make phases ready. */
export function compilePhase(
  phase: Phase,
  at: number,
  method: IntensityMethod,
  layout: Layout,
  instrument: Instrument,
): PhaseLines {
  const { h, k, l, multiplicity, f2 } = phase.reflections;
  const n = h.length;
  const places = layout.phases[at]!;
  if (n === 0 || [k, l, multiplicity].some(({ length }) => length !== n) || (f2 !== undefined && f2.length !== n)) {
    throw new OperandoError('shape-mismatch', `the reflections of ${phase.name} are ${n}, their columns differ`, {
      where: { parameter: 'reflections' },
      cure: 'Give h, k, l, multiplicity and f2 (or a structure) of each, at least one',
    });
  }
  if (method === 'rietveld' && f2 === undefined && phase.structure === undefined) {
    throw new OperandoError('invalid-argument', `${phase.name} has neither structure nor |F|^2`, {
      where: { parameter: 'phases' },
      cure: "Give one of them, or let its intensities be free with `method: 'pawley'`",
    });
  }
  const lines = n * instrument.lines.length;
  const array = (length = lines): Float64Array => new Float64Array(length);
  const wanted = Int32Array.from(places.atomParameters.flatMap(({ quantities }) => quantities));
  return {
    phase,
    places,
    method,
    reflections: n,
    lines,
    terms: metricTerms(h, k, l),
    multiplicity: Float64Array.from(multiplicity),
    orbits:
      phase.orientation === undefined ? undefined : orbitsOf(phase.reflections, needRotations(phase, 'orientation')),
    stephens: stephensValues(places.stephensTerms, phase.reflections),
    metric: array(6 * (1 + places.cellCount)),
    inverseSpacing2: array(n),
    f2: f2 === undefined ? array(n).fill(1) : Float64Array.from(f2),
    factor: array(n).fill(1),
    factorByRatio: array(n),
    quantities: Float64Array.from(phase.structure?.values ?? []),
    wanted,
    f2By: array(n * wanted.length),
    place: array(),
    gaussian: array(),
    lorentzian: array(),
    intensity: array(),
    negative: new Uint8Array(lines),
    free: array(n).fill(1),
    groups: undefined,
    chains: chainsOf(places, at, layout, lines, method),
  };
}

function chainsOf(places: PhasePlaces, at: number, layout: Layout, lines: number, method: IntensityMethod): Chain[] {
  const array = (): Float64Array => new Float64Array(lines);
  const chains: Chain[] = [];
  layout.refined.forEach((parameter, column) => {
    const { phase, name } = layout.parameters[parameter]!;
    if (phase >= 0 && phase !== at) return;
    const base = { parameter, column };
    if (phase < 0) {
      if (name === 'zero' || name === 'displacement') chains.push({ ...base, place: array() });
      else if (name === 'u' || name === 'v' || name === 'w') chains.push({ ...base, gaussian: array() });
      else if (name === 'axial') chains.push({ ...base, axial: true });
      else chains.push({ ...base, lorentzian: array() });
    } else if (parameter < places.inverseSize) {
      const intensity = method === 'rietveld' ? { intensity: array() } : {};
      chains.push({ ...base, place: array(), ...intensity });
    } else if (parameter === places.displacement) chains.push({ ...base, place: array() });
    else if (parameter === places.orientation || parameter >= places.atoms) {
      if (method === 'rietveld') chains.push({ ...base, intensity: array() });
    } else chains.push({ ...base, lorentzian: array() });
  });
  return chains;
}
