import { finiteMedian } from '@operando/core';
import type { FrameDetail, OperandoWarning, ProvenanceStep, ResultFigure, Series } from '@operando/core';
import { operandoFigure } from '@operando/plot';
import { exafsStack } from '@operando/xas-normalize';
import type { ExafsStack, Normalization } from '@operando/xas-normalize';
import { hourAxis, rowsInHours } from '../../technique/time-axis.js';
import { usedStep } from '../../technique/used-step.js';
import type { XasOptions } from './options.js';

/** EXAFS of a series. */
export interface SeriesExafs {
  readonly exafs: ExafsStack;
  readonly step: ProvenanceStep;
  readonly warnings: readonly OperandoWarning[];
}

/** EXAFS of the rows of a detail, about one edge energy. @throws OperandoError as `exafsStack`. */
export function exafsOf({ axis, values, framesPerRow }: FrameDetail, { e0 }: Pick<Normalization, 'e0'>): SeriesExafs {
  const edge = finiteMedian(e0.values);
  const exafs = exafsStack(axis.values, values, { e0: edge, edgeStep: 1 });
  const means = framesPerRow === 1 ? {} : { meansOfSpectra: framesPerRow };
  const step = usedStep('xas-normalize/exafsStack', { e0: edge, kmax: exafs.kmax, kweight: 2, ...means });
  return { exafs, step, warnings: exafs.warnings };
}

/** The magnitude of chi(R) through time, as far as shells are seen. */
export function exafsFigure(
  { exafs: { r, magnitude } }: SeriesExafs,
  detail: FrameDetail,
  series: Series,
  { width, title }: XasOptions,
): ResultFigure {
  const { timeLabel, timeUnit } = hourAxis(series);
  const svg = operandoFigure({
    map: {
      x: r,
      xLabel: 'Distance, not corrected for phase',
      xUnit: 'angstrom',
      values: magnitude,
      label: 'Magnitude of chi(R)',
      xRange: [0, Math.min(6, r.at(-1)!)],
    },
    ...rowsInHours(detail, series),
    timeLabel,
    timeUnit,
    width,
    title,
  });
  return { name: 'exafs', title: 'EXAFS over time', svg };
}
