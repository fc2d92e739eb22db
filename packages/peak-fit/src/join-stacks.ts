import type { MeasuredColumn } from '@operando/core';
import { joinArrays, joinBytes, joinNumbers } from '@operando/numerics';
import type { FitPeakStackResult } from './peak-stack-types.js';
import type { PeakColumns } from './stack-columns.js';

const column = (parts: readonly MeasuredColumn[]): MeasuredColumn => ({
  values: joinNumbers(parts.map(({ values }) => values)),
  stderr: joinNumbers(parts.map(({ stderr }) => stderr)),
});

function peakColumns(parts: readonly PeakColumns[]): PeakColumns {
  const shape = Object.fromEntries(
    Object.keys(parts[0]!.shape).map((name) => [name, column(parts.map((part) => part.shape[name]!))]),
  );
  return {
    center: column(parts.map(({ center }) => center)),
    height: column(parts.map(({ height }) => height)),
    area: column(parts.map(({ area }) => area)),
    fwhm: shape['fwhm'] ?? column(parts.map(({ fwhm }) => fwhm)),
    shape,
  };
}

/** Blocks of frames that were fitted with the same peaks, in order, as one stack. One block is given as it is. */
export function joinStacks(blocks: readonly [FitPeakStackResult, ...FitPeakStackResult[]]): FitPeakStackResult {
  const [first] = blocks;
  if (blocks.length === 1) return first;
  return {
    ...first,
    frames: blocks.reduce((sum, { frames }) => sum + frames, 0),
    peaks: first.peaks.map((_, p) => peakColumns(blocks.map(({ peaks }) => peaks[p]!))),
    background: first.background.map((_, k) => column(blocks.map(({ background }) => background[k]!))),
    chiSquare: joinNumbers(blocks.map(({ chiSquare }) => chiSquare)),
    status: joinBytes(blocks.map(({ status }) => status)),
    iterations: joinArrays(
      blocks.map(({ iterations }) => iterations),
      (size) => new Int32Array(size),
    ),
    general: joinBytes(blocks.map(({ general }) => general)),
    clipped: joinBytes(blocks.map(({ clipped }) => clipped)),
  };
}
