import { OperandoError } from '@operando/core';
import { createLeBailFitter } from './fit/le-bail.js';
import { createPatternFitter } from './fit/pattern-fitter.js';
import type { FitFreedom, FitOutcome, FitState } from './fit/fit-types.js';
import type { FitLimits } from './fit/search.js';
import { observe } from './fit/weighting.js';
import type { Observations } from './fit/weighting.js';
import { backgroundColumns } from './model/background.js';
import { compilePhase } from './model/compile.js';
import type { PhaseLines } from './model/compile.js';
import { layOut } from './model/layout.js';
import type { Layout } from './model/layout.js';
import { createPatternModel } from './model/pattern-model.js';
import type { PatternModel } from './model/pattern-model.js';
import { groupReflections } from './model/reflection-groups.js';
import { createLineUpdate } from './model/update-lines.js';
import { checkOptions, usedPoints } from './check-options.js';
import type { RefineOptions } from './options.js';

/** A model on the grid of a pattern, ready for one pattern after another. */
export interface Refiner {
  /** As they were given. */
  readonly options: RefineOptions;
  /** Which parameter stands where. */
  readonly layout: Layout;
  /** The phases made ready, with room for their lines. */
  readonly phases: readonly PhaseLines[];
  /** The pattern and its derivatives at values of the parameters. */
  readonly model: PatternModel;
  /** Points of the grid. */
  readonly gridSize: number;
  /** Numbers of the points that are used, from 0. */
  readonly used: Int32Array;
  /** Names of refined parameters of shape, scales and background. */
  readonly names: readonly string[];
  /** How many of those are of shape. */
  readonly shapes: number;
  /** Where refinement begins: values as given, factors not known. */
  start(): FitState;
  /** Forget the patterns before, of which derivatives and what was learnt of second ones are used again: what comes then is the same whatever they were. */
  forget(): void;
  /** A pattern with its weights, ready to be fitted. */
  observe(intensity: ArrayLike<number>, sigma?: ArrayLike<number>, mask?: ArrayLike<number>): Observations;
  /** Fits a pattern from a state. @param freedom What is refined. */
  fit(data: Observations, state: FitState, freedom: FitFreedom, limits?: Partial<FitLimits>): FitOutcome;
  /** What a fit would begin with at a state, whose factors become the best ones; Infinity where there is no pattern. */
  objective(data: Observations, state: FitState, freedom: FitFreedom): number;
}

/**
 * Make ready what all patterns on a grid share.
 *
 * @throws OperandoError for options that do not fit together, `too-few-points` when hardly any point is left.
 */
export function createRefiner(twoTheta: ArrayLike<number>, options: RefineOptions): Refiner {
  const all = Float64Array.from(twoTheta);
  checkOptions(options, all);
  const { instrument, phases, method = 'rietveld' } = options;
  const used = usedPoints(all, options);
  const points = Float64Array.from(used, (i) => all[i]!);
  const layout = layOut(phases, instrument, options.refine ?? {});
  const compiled = phases.map((phase, at) => compilePhase(phase, at, phase.method ?? method, layout, instrument));
  const width = usualWidth(compiled, layout, options);
  refuseTwins(compiled);
  for (const lines of compiled) setGroups(lines, instrument.lines.length);
  const shapes = layout.refined.length;
  const model = createPatternModel(points, compiled, instrument, shapes, width);
  const background = backgroundColumns(options.background ?? {}, all, used);
  const joint = createPatternFitter(model, background.columns, {
    refined: layout.refined,
    lower: Float64Array.from(layout.parameters, ({ lower }) => lower),
    upper: Float64Array.from(layout.parameters, ({ upper }) => upper),
    reach: Float64Array.from(layout.parameters, ({ reach }) => reach),
    usual: Float64Array.from(layout.parameters, ({ usual }) => usual),
    phases: Int32Array.from(layout.refined, (parameter) => layout.parameters[parameter]!.phase),
  });
  const plain = phases.length + background.names.length;
  const fitter = createLeBailFitter(joint, model, plain);
  const usual: FitLimits = { maximumCycles: options.maximumCycles ?? 50, tolerance: options.tolerance ?? 1e-3 };
  const names = [
    ...Array.from(layout.refined, (parameter) => layout.parameters[parameter]!.name),
    ...phases.map(({ name }) => `${name}.scale`),
    ...background.names,
    ...compiled.flatMap(intensityNames),
  ];
  if (used.length <= names.length) {
    throw new OperandoError('too-few-points', `${used.length} points cannot determine ${names.length} parameters`, {
      where: { parameter: 'refine' },
      cure: 'Refine less, or leave out less of the pattern',
    });
  }
  return {
    options,
    layout,
    phases: compiled,
    model,
    gridSize: all.length,
    used,
    names,
    shapes,
    start: () => ({
      values: layout.start.slice(),
      linear: Float64Array.from({ length: names.length - shapes }, (_, k) => (isFree(compiled[k]) ? 1 : 0)),
    }),
    forget() {
      model.forget(layout.start);
      fitter.forget();
    },
    observe(intensity, sigma, mask) {
      const pick = (values: ArrayLike<number>): Float64Array => {
        const picked = new Float64Array(used.length);
        for (let k = 0; k < picked.length; k++) picked[k] = values[used[k]!]!;
        return picked;
      };
      return observe(
        pick(intensity),
        sigma === undefined ? undefined : pick(sigma),
        mask === undefined ? () => false : (i) => mask[used[i]!] !== 0,
      );
    },
    objective: (data, state, freedom) => fitter.objective(data, state, freedom),
    fit: (data, state, freedom, limits = {}) => fitter.fit(data, state, freedom, { ...usual, ...limits }),
  };
}

/** Whether intensities of a phase are free: its scale is then 1. */
export function isFree(lines: PhaseLines | undefined): boolean {
  return lines !== undefined && lines.method !== 'rietveld';
}

/** Settle which lines of a phase share a free intensity, by where they lie at the start. */
function setGroups(lines: PhaseLines, count: number): void {
  if (!isFree(lines)) return;
  const first = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: lines.reflections }, (_, i) => values[i * count]!);
  const widths = first(lines.gaussian).map((gaussian, i) => gaussian + lines.lorentzian[i * count]!);
  lines.groups = groupReflections(lines.method === 'pawley', first(lines.place), widths, lines.multiplicity);
}

function intensityNames({ groups, phase, reflections }: PhaseLines): string[] {
  if (groups === undefined) return [];
  const names: string[] = Array.from({ length: groups.count }, () => '');
  const { h, k, l } = phase.reflections;
  for (let i = 0; i < reflections; i++) {
    const at = groups.group[i]!;
    if (names[at] === '') names[at] = `${phase.name}.(${h[i]!} ${k[i]!} ${l[i]!})`;
  }
  return names;
}

/** Width of a usual line at the start. */
function usualWidth(phases: readonly PhaseLines[], layout: Layout, { instrument }: RefineOptions): number {
  const update = createLineUpdate(instrument);
  const widths: number[] = [];
  for (const lines of phases) {
    if (!update(lines, layout.start)) {
      throw new OperandoError('invalid-argument', `some lines of ${lines.phase.name} have no width at the start`, {
        where: { parameter: 'instrument' },
        cure: 'Give u, v, w, x, y, z of the instrument, in degrees of full width (u, v, w squared)',
      });
    }
    for (let j = 0; j < lines.lines; j++) {
      if (lines.intensity[j] !== 0) widths.push(Math.max(lines.gaussian[j]!, lines.lorentzian[j]!));
    }
  }
  return widths.toSorted((p, q) => p - q)[widths.length >> 1] ?? 0.05;
}

/** Phases of the same lines cannot be told apart. @throws OperandoError `invalid-argument` */
function refuseTwins(phases: readonly PhaseLines[]): void {
  const isSame = (one: Float64Array, other: Float64Array): boolean =>
    one.length === other.length && one.every((value, j) => Object.is(value, other[j]));
  for (const [p, lines] of phases.entries()) {
    if (isFree(lines)) continue;
    const twin = phases
      .slice(0, p)
      .find(
        (each) =>
          !isFree(each) &&
          (['place', 'gaussian', 'lorentzian', 'intensity'] as const).every((key) => isSame(each[key], lines[key])),
      );
    if (twin === undefined) continue;
    throw new OperandoError(
      'invalid-argument',
      `${twin.phase.name} and ${lines.phase.name} have the same lines: no pattern tells them apart`,
      {
        where: { parameter: 'phases' },
        cure: 'Leave one out, or give each the cell (or size) that it begins with',
      },
    );
  }
}

/** Everything free: what a pattern alone is refined with. */
export function allFree({ phases }: Refiner): FitFreedom {
  return { scale: phases.map(() => true), shape: phases.map(() => true) };
}

/** Whether intensities of some phase are shared out. */
export const hasLeBail = ({ phases }: Pick<Refiner, 'phases'>): boolean =>
  phases.some(({ method }) => method === 'lebail');
