import { finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords, medianErrorWords } from '../../technique/words.js';
import type { EelsAnalysis } from './analyse.js';
import { edgeColumn, edgeLabel } from './names.js';

/** First and last content of every layer. */
function contentWords({ maps }: EelsAnalysis): string[] {
  return (maps?.contents ?? []).flatMap((content) =>
    content.layers.map(({ layer, values, stderr, windowSpread }) => {
      const last = values.length - 1;
      const decimals = content.isCalibrated ? 3 : 5;
      if (!values.some(Number.isFinite)) return `${edgeLabel(content)} in ${layer}: not determined`;
      return `${edgeLabel(content)} in ${layer}: ${estimateWords(values[0]!, stderr[0]!, decimals)} to ${estimateWords(values[last]!, stderr[last]!, decimals)}; other choices of energies differ by ${finiteMedian(windowSpread).toPrecision(2)}`;
    }),
  );
}

function whiteLineWords({ whiteLines }: EelsAnalysis): string[] {
  return whiteLines.map(({ layer, fits }) => {
    const values = Float64Array.from(fits, ({ ratio }) => ratio.value);
    const extent = finiteExtent(values);
    const errors = Float64Array.from(fits, ({ ratio }) => ratio.stderr);
    return extent === undefined
      ? `white lines in ${layer}: not seen`
      : `L3 / L2 heights in ${layer}: ${extent[0].toFixed(2)} to ${extent[1].toFixed(2)}, ${medianErrorWords(finiteMedian(errors))}`;
  });
}

/** Numbers and words of an analysis. */
export function summariseEels(analysis: EelsAnalysis): Summary {
  const { series, shape, maps, lowLoss, whiteLines } = analysis;
  const frames = series.time.start.length;
  const thickness = lowLoss?.frames.flatMap((frame) => [...frame.thickness.values]) ?? [];
  return {
    headline: {
      maps: frames,
      rows: shape.rows,
      columns: shape.columns,
      channels: shape.channels,
      contents: (maps?.contents ?? []).map((content) => ({
        name: edgeColumn(content),
        calibrated: content.isCalibrated,
        layers: content.layers.map(({ layer, values, stderr }) => ({
          layer,
          first: plainNumber(values[0]!),
          last: plainNumber(values.at(-1)!),
          medianStderr: plainNumber(finiteMedian(stderr)),
        })),
      })),
      backgroundExponent: plainNumber(maps?.exponent ?? Number.NaN),
      medianThickness: plainNumber(finiteMedian(Float64Array.from(thickness))),
    },
    text: [
      `${counted(frames, 'map')} of ${shape.rows} x ${shape.columns} pixels, ${shape.channels} channels`,
      ...contentWords(analysis),
      ...whiteLineWords(analysis),
      ...(lowLoss === undefined
        ? []
        : [`thickness over the mean free path: median ${finiteMedian(Float64Array.from(thickness)).toFixed(3)}`]),
    ].join('\n'),
    details: {
      errors: 'counts',
      scales: (maps?.contents ?? []).map(({ name, scale: { value, stderr } }) => ({ name, value, stderr })),
      ...(lowLoss === undefined ? {} : { zeroLossEnd: lowLoss.end }),
      whiteLines: whiteLines.map(({ layer, fits }) => ({
        layer,
        chiSquare: fits.map(({ chiSquare, degreesOfFreedom }) => chiSquare / degreesOfFreedom),
      })),
      metadata: series.metadata,
    },
  };
}
