import { finishSteps, OperandoError } from '@operando/core';
import type { Steps } from '@operando/core';
import { median } from '@operando/numerics';
import { arcCapacitance, arcOrders, arcTime, exchangeArcs, seriesArcs } from './arcs.js';
import type { Arc } from './arcs.js';
import type { Circuit } from './circuit.js';
import { arcsByTime, firstGuesses } from './first-guess.js';
import { fitImpedance } from './fit-impedance.js';
import type { CircuitFit, CircuitStatus } from './fit-impedance.js';
import { kramersKronig } from './kramers-kronig.js';
import type { KramersKronig } from './kramers-kronig.js';
import { checkedSpectrum } from './spectrum.js';
import type { ImpedanceSpectrum } from './spectrum.js';

/** Options of {@link fitImpedanceSeries}. */
export interface ImpedanceSeriesOptions {
  /** That is fitted to all. */
  readonly circuit: Circuit;
  /** Standard error of each part as a share of |Z|. @default what the Kramers-Kronig test leaves over (median of the spectra that pass) */
  readonly noise?: number | undefined;
  /** As {@link kramersKronig}. @default 0.01 */
  readonly tolerance?: number | undefined;
  /** Fit spectra that fail the test too, as `doubtful`. @default false: they get no numbers */
  readonly fitFailing?: boolean | undefined;
}

/** `not-steady`: the spectrum fails the Kramers-Kronig test; no circuit is claimed for it. */
export type ImpedanceStatus = CircuitStatus | 'not-steady';

/** One spectrum of a series. */
export interface FittedSpectrum {
  /** As it was measured. */
  readonly spectrum: ImpedanceSpectrum;
  /** Kramers and Kronig's. */
  readonly test: KramersKronig;
  /** Absent where the spectrum fails the test. */
  readonly fit?: CircuitFit;
  /** What became of it. */
  readonly status: ImpedanceStatus;
}

/** An arc through the series. */
export interface ArcSeries {
  /** Of the arc. */
  readonly name: string;
  /** Time constant of each frame, s. */
  readonly time: Float64Array;
  /** Standard error of the time constant, s. */
  readonly timeStderr: Float64Array;
  /** Capacitance that it amounts to, F. */
  readonly capacitance: Float64Array;
  /** Standard error of it, F. */
  readonly capacitanceStderr: Float64Array;
}

/** Circuits fitted to all spectra of a series. */
export interface ImpedanceSeries {
  /** That was fitted. */
  readonly circuit: Circuit;
  /** Standard error of each part, as a share of |Z|. */
  readonly noise: number;
  /** In the order of time. */
  readonly spectra: readonly FittedSpectrum[];
  /** Of the circuit, through the series. */
  readonly arcs: readonly ArcSeries[];
}

/** How far arcs are from where they were: squares of the changes of the logarithms of time and resistance. */
function distance(arcs: readonly Arc[], parameters: Float64Array, before: Float64Array): number {
  return arcs.reduce((sum, arc) => {
    const time = Math.log(arcTime(arc, parameters) / arcTime(arc, before));
    const resistance = Math.log(parameters[arc.r]! / before[arc.r]!);
    return sum + time * time + resistance * resistance;
  }, 0);
}

/** The order of arcs nearest to the spectrum before; by their times where there is none. */
function orderOf(circuit: Circuit, parameters: Float64Array, before: Float64Array | undefined): number[] {
  const arcs = seriesArcs(circuit);
  if (before === undefined) {
    const byTime = arcsByTime(circuit, parameters);
    return byTime.every((from, k) => arcs[from]!.isPhase === arcs[k]!.isPhase) ? byTime : arcs.map((_, k) => k);
  }
  return arcOrders(arcs).reduce((best, order) =>
    distance(arcs, exchangeArcs(arcs, order, parameters), before) <
    distance(arcs, exchangeArcs(arcs, best, parameters), before)
      ? order
      : best,
  );
}

function better(a: CircuitFit | undefined, b: CircuitFit): CircuitFit {
  return a === undefined || !(a.chiSquare <= b.chiSquare) ? b : a;
}

/** A spectrum fitted from where the one before ended, and from a guess of its own where that is none, or is not good. */
function fitOne(
  circuit: Circuit,
  spectrum: ImpedanceSpectrum,
  noise: number,
  before: Float64Array | undefined,
): CircuitFit {
  let best = before === undefined ? undefined : fitImpedance(circuit, spectrum, before, { noise });
  if (best === undefined || best.status !== 'converged')
    for (const start of firstGuesses(circuit, spectrum))
      best = better(best, fitImpedance(circuit, spectrum, start, { noise }));
  const arcs = seriesArcs(circuit);
  const order = orderOf(circuit, best!.parameters, before);
  if (order.every((from, k) => from === k)) return best!;
  // The same minimum under other names: a step from there gives its errors in their order.
  return fitImpedance(circuit, spectrum, exchangeArcs(arcs, order, best!.parameters), { noise });
}

/** Error of a function of the parameters by its slopes in their logarithms. */
function errorOf({ covariance, parameters }: CircuitFit, slopes: readonly (readonly [number, number])[]): number {
  let variance = 0;
  for (const [i, a] of slopes) for (const [j, b] of slopes) variance += a * b * covariance[i * parameters.length + j]!;
  return variance > 0 ? Math.sqrt(variance) : Number.NaN;
}

function arcSeries(arc: Arc, fits: readonly (CircuitFit | undefined)[]): ArcSeries {
  const of = (value: (fit: CircuitFit) => number): Float64Array =>
    Float64Array.from(fits, (fit) => (fit === undefined ? Number.NaN : value(fit)));
  const { r, q, isPhase } = arc;
  const logOf = ({ parameters: p }: CircuitFit): number => Math.log(p[r]! * p[q]!);
  const n = ({ parameters: p }: CircuitFit): number => (isPhase ? p[q + 1]! : 1);
  // ln tau = ln(R Q)/n; ln C = ln Q/n + (1/n - 1) ln R = ln tau - ln R.
  const slopes = (fit: CircuitFit, less: number): (readonly [number, number])[] => [
    [r, 1 / n(fit) - less],
    [q, 1 / n(fit)],
    ...(isPhase ? ([[q + 1, -logOf(fit) / n(fit)]] as const) : []),
  ];
  return {
    name: arc.resistor.replace(/^R/, 'arc'),
    time: of(({ parameters }) => arcTime(arc, parameters)),
    timeStderr: of((fit) => arcTime(arc, fit.parameters) * errorOf(fit, slopes(fit, 0))),
    capacitance: of(({ parameters }) => arcCapacitance(arc, parameters)),
    capacitanceStderr: of((fit) => arcCapacitance(arc, fit.parameters) * errorOf(fit, slopes(fit, 1))),
  };
}

/** Ends of fits from which the next spectrum may begin. */
const goesOn: ReadonlySet<CircuitStatus> = new Set(['converged', 'misfit', 'at-bound']);

/** What the tests that pass leave over, in the middle. */
function noiseOf(tests: readonly KramersKronig[]): number {
  const passing = tests.filter(({ passes }) => passes);
  return Math.max(1e-6, median((passing.length > 0 ? passing : tests).map((test) => test.noise)));
}

function expectEnough({ name, frequency }: ImpedanceSpectrum, { parameters }: Circuit): void {
  if (2 * frequency.length > parameters.length) return;
  throw new OperandoError(
    'too-few-points',
    `the spectrum has ${frequency.length} frequencies for ${parameters.length} parameters.`,
    { where: { file: name }, cure: 'Take a simpler circuit, or leave it out (command: --skip-bad).' },
  );
}

/** {@link fitImpedanceSeries} in steps: one after each spectrum. @throws as {@link fitImpedanceSeries}. */
export function* fitImpedanceSeriesSteps(
  given: readonly ImpedanceSpectrum[],
  options: ImpedanceSeriesOptions,
): Steps<ImpedanceSeries> {
  const { circuit, tolerance, fitFailing = false } = options;
  if (given.length === 0) throw new OperandoError('too-few-points', 'there are no spectra.');
  const spectra = given.map(checkedSpectrum);
  const total = spectra.length;
  const tests: KramersKronig[] = [];
  for (const spectrum of spectra) {
    yield { done: 0, total };
    tests.push(kramersKronig(spectrum, { tolerance }));
  }
  const noise = options.noise ?? noiseOf(tests);
  let before: Float64Array | undefined;
  const fitted: FittedSpectrum[] = [];
  for (const [k, spectrum] of spectra.entries()) {
    expectEnough(spectrum, circuit);
    const test = tests[k]!;
    if (!test.passes && !fitFailing) fitted.push({ spectrum, test, status: 'not-steady' });
    else {
      const fit = fitOne(circuit, spectrum, noise, before);
      if (goesOn.has(fit.status)) before = fit.parameters;
      fitted.push({ spectrum, test, fit, status: test.passes ? fit.status : 'not-steady' });
    }
    yield { done: k + 1, total };
  }
  const fits = fitted.map(({ fit }) => fit);
  return { circuit, noise, spectra: fitted, arcs: seriesArcs(circuit).map((arc) => arcSeries(arc, fits)) };
}

/**
 * One circuit fitted to every spectrum of a series. First each is tested by Kramers and Kronig's relations: one that fails changed
 * while it was measured (or is not linear), and no circuit is claimed for it. Arcs are ordered by their times in the first spectrum
 * and keep their names by staying nearest to the spectrum before.
 *
 * @throws OperandoError `too-few-points` for no spectra, or one of fewer points than the circuit has parameters.
 */
export function fitImpedanceSeries(
  given: readonly ImpedanceSpectrum[],
  options: ImpedanceSeriesOptions,
): ImpedanceSeries {
  return finishSteps(fitImpedanceSeriesSteps(given, options));
}
