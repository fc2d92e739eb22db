import { z } from 'zod';
import { readColumnSeriesFrom } from '@operando/beamline-io';
import { createTable, flatValues } from '@operando/core';
import type { Series } from '@operando/core';
import { curveFigure } from '@operando/plot';
import { defineTechnique, frameColumns, frameIndex, option } from '@operando/workflow';
import type { Technique } from '@operando/workflow';

const options = z.strictObject({
  factor: option(z.number().default(1), { help: 'what the means are multiplied with', example: 2 }),
  window: option(z.strictObject({ to: option(z.int().positive(), { help: 'points used' }) }).optional(), {
    help: 'part of the points',
    example: { to: 2 },
  }),
});
type MeanOptions = z.output<typeof options>;

/** A whole technique in one file: the mean of every frame. */
export const mean: Technique<Series<'channel', '1'>, MeanOptions> = defineTechnique({
  id: 'mean',
  title: 'mean of every frame',
  data: 'frames: files, or one folder of them',
  frames: 'frames',
  cycler: false,
  tables: { results: 'one row per frame' },
  figures: { figure: 'means' },
  examples: '  operando mean frames/ -o results --factor 2',
  options,
  work: () => ({
    read: (files) => readColumnSeriesFrom(files.data, { axis: { name: 'channel', unit: '1' }, timeStep: 1 }),
    analyse(series, { factor, window }) {
      const points = series.axis.size;
      const values = flatValues(series.signal);
      const used = Math.min(points, window?.to ?? points);
      const means = series.time.start.map(
        (_, f) =>
          (factor * values.subarray(f * points, f * points + used).reduce((sum, value) => sum + value, 0)) / used,
      );
      return { series, means, warnings: [], steps: series.provenance };
    },
    toTables: ({ series, means }) => [
      createTable({
        name: 'results',
        index: frameIndex(means.length),
        columns: [...frameColumns(series), { name: 'mean', unit: '1', values: means }],
      }),
    ],
    toFigures: ({ series, means }) => {
      const curves = [{ x: series.time.start, y: means }];
      const svg = curveFigure({ columns: [[{ xLabel: 'Time', xUnit: 's', yLabel: 'Mean', curves }]] });
      return [{ name: 'figure', title: 'Means', svg }];
    },
    summarise: ({ means }) => ({ headline: { frames: means.length }, text: `${means.length} means` }),
  }),
});
