import { OperandoError } from '@operando/core';
import type { DistortedWave } from './distorted-wave.js';
import { createForm } from './form-factors.js';
import { byDifferences, createTerms } from './form-terms.js';
import type { FormFactor } from './form-terms.js';
import type { CutPopulation } from './model.js';
import { sizeNodeCount, sizeNodes } from './size-nodes.js';
import { sphereShape } from './sphere.js';
import { structureFactors } from './structure-factors.js';
import type { StructureFactor } from './structure-factors.js';

/** Scattering of a population over its amplitude, on fixed q. */
export interface PopulationCurve {
  /** Fill the curve, and its derivatives by each parameter of form and structure. */
  readonly evaluate: (values: Float64Array, out: Float64Array, slopes?: readonly Float64Array[]) => void;
}

/** Each size with neighbours of its own size: distances go with the radius. */
function localMonodisperse(
  q: Float64Array,
  { distribution = 'log-normal', cutoff = 5 }: CutPopulation,
  structure: StructureFactor,
): FormFactor {
  const largest = q.reduce((top, at) => Math.max(top, Math.abs(at)), 0);
  const interference = new Float64Array(q.length);
  return byDifferences(q.length, ['radius', 'width', ...structure.parameters], (values, { square, coherent }) => {
    const [radius = 0, width = 0, first = 0, second = 0] = values;
    // Distances oscillate too, faster than sizes.
    const count = sizeNodeCount(distribution, width, largest * Math.max(2 * radius, first), cutoff);
    const { ratios, shares } = sizeNodes(distribution, width, { cutoff, count });
    square.fill(0);
    let norm = 0;
    for (let j = 0; j < ratios.length; j++) {
      const ratio = ratios[j]!;
      const weight = shares[j]! * ratio ** 6;
      norm += weight;
      // Disorder goes with the distance; a fraction of the volume does not.
      structure.evaluate(
        q,
        first * ratio,
        structure.parameters[1] === 'disorder' ? second * ratio : second,
        interference,
      );
      for (let i = 0; i < q.length; i++)
        square[i]! += weight * sphereShape(q[i]! * radius * ratio) ** 2 * interference[i]!;
    }
    for (let i = 0; i < q.length; i++) square[i]! /= norm;
    coherent.fill(0);
  });
}

/** Form alone: the intensity is <|F|^2>. */
function withoutStructure(points: number, form: FormFactor): PopulationCurve {
  const terms = createTerms(points);
  const slopes = form.parameters.map(() => createTerms(points));
  return {
    evaluate(values, out, into) {
      form.evaluate(values, terms, into === undefined ? undefined : slopes);
      out.set(terms.square);
      into?.forEach((slope, k) => {
        slope.set(slopes[k]!.square);
      });
    },
  };
}

/** Form and structure by decoupling or as a product. */
function withStructure(
  q: Float64Array,
  form: FormFactor,
  structure: StructureFactor,
  isDecoupled: boolean,
): PopulationCurve {
  const points = q.length;
  const own = form.parameters.length;
  const terms = createTerms(points);
  const formSlopes = form.parameters.map(() => createTerms(points));
  const s = new Float64Array(points);
  const structureSlopes = [new Float64Array(points), new Float64Array(points)] as const;
  return {
    evaluate(values, out, into) {
      form.evaluate(values, terms, into === undefined ? undefined : formSlopes);
      structure.evaluate(q, values[own]!, values[own + 1]!, s, into === undefined ? undefined : structureSlopes);
      const interfering = isDecoupled ? terms.coherent : terms.square;
      for (let i = 0; i < points; i++) out[i] = terms.square[i]! + interfering[i]! * (s[i]! - 1);
      if (into === undefined) return;
      for (let k = 0; k < own; k++) {
        const { square, coherent } = formSlopes[k]!;
        const moving = isDecoupled ? coherent : square;
        const slope = into[k]!;
        for (let i = 0; i < points; i++) slope[i] = square[i]! + moving[i]! * (s[i]! - 1);
      }
      for (let k = 0; k < 2; k++) {
        const slope = into[own + k]!;
        for (let i = 0; i < points; i++) slope[i] = interfering[i]! * structureSlopes[k]![i]!;
      }
    },
  };
}

/**
 * The curve of a population.
 *
 * @throws OperandoError `unsupported` for waves at a surface with anything but spheres, and for local monodispersity of
 * anything but spheres in a plain beam; `invalid-argument` for decoupling of curves that have no amplitude.
 */
export function populationCurve(
  q: Float64Array,
  population: CutPopulation,
  wave: DistortedWave | undefined,
): PopulationCurve {
  const { form, structure } = population;
  if (wave !== undefined && form !== 'sphere')
    throw new OperandoError('unsupported', `a grazing beam on ${form} is not known here.`, {
      where: { parameter: 'populations' },
      cure: 'Take spheres, or leave grazing out: the cut is then fitted as one through a plain beam.',
    });
  if (structure === undefined) return withoutStructure(q.length, createForm(form, q, population, wave));
  const { coupling = 'decoupling' } = population;
  if (coupling === 'local-monodisperse') {
    if (form !== 'sphere' || wave !== undefined)
      throw new OperandoError('unsupported', 'local-monodisperse is for spheres in a plain beam.', {
        where: { parameter: 'populations' },
        cure: 'Take the coupling decoupling.',
      });
    return withoutStructure(q.length, localMonodisperse(q, population, structureFactors[structure]));
  }
  const isCurve = form !== 'sphere' && form !== 'core-shell' && form !== 'cylinder';
  if (isCurve && coupling === 'decoupling' && population.coupling !== undefined)
    throw new OperandoError('invalid-argument', `${form} has no amplitude that could be decoupled.`, {
      where: { parameter: 'populations' },
      cure: 'Take the coupling product, or leave the structure out.',
    });
  const isDecoupled = coupling === 'decoupling' && !isCurve;
  return withStructure(q, createForm(form, q, population, wave), structureFactors[structure], isDecoupled);
}
