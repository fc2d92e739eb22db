import { OperandoError } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import { completeCovariance } from '../region/component-results.js';
import type { RegionSeriesFit } from '../region/fit-region-series.js';

/** The shift of the whole energy scale, frame by frame: apparent less true energy of a grounded line, eV. */
export interface EnergyReference {
  /** Its name. */
  readonly line: string;
  /** Energy that the line is taken to have, eV. */
  readonly literature: number;
  /** eV, of each frame. */
  readonly shift: Required<Pick<EstimateColumn, 'values' | 'stderr'>>;
  /** Covariance of the shifts of two frames because of what their fits share, eV^2. */
  covariance(frame: number, other: number): number;
}

/**
 * Where the energy scale lies in every frame, by a line of something grounded in the same frames.
 *
 * @param reference Fit of the region of the line. @param choice Name of its component, and its binding energy, eV.
 * @throws OperandoError `invalid-argument` for a component there is not.
 */
export function energyReference(
  reference: RegionSeriesFit,
  { line, literature }: { readonly line: string; readonly literature: number },
): EnergyReference {
  const { model, values, stderr, fit } = reference;
  const component = model.layout.components.find(({ spec }) => spec.name === line);
  if (component === undefined)
    throw new OperandoError('invalid-argument', `there is no component ${line}.`, {
      where: { parameter: 'reference' },
      cure: `Components: ${model.layout.components.map(({ spec }) => spec.name).join(', ')}.`,
    });
  const n = model.layout.parameters.length;
  const at = (rows: Float64Array): Float64Array =>
    Float64Array.from({ length: fit.frames }, (_, f) => rows[f * n + component.center]!);
  return {
    line,
    literature,
    shift: { values: at(values).map((energy) => energy - literature), stderr: at(stderr) },
    covariance: (f, g) => completeCovariance(reference, f, g)[component.center * n + component.center]!,
  };
}
