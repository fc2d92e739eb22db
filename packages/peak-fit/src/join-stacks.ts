import type { MeasuredColumn } from '@operando/core';
import type { FitPeakStackResult } from './peak-stack-types.js';
import type { PeakColumns } from './stack-columns.js';

/** The parts one after another. */
function joined<T extends Float64Array | Int32Array | Uint8Array>(parts: readonly T[], make: (size: number) => T): T {
  const out = make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const numbers = (parts: readonly Float64Array[]): Float64Array => joined(parts, (size) => new Float64Array(size));
const bytes = (parts: readonly Uint8Array[]): Uint8Array => joined(parts, (size) => new Uint8Array(size));
const column = (parts: readonly MeasuredColumn[]): MeasuredColumn => ({
  values: numbers(parts.map(({ values }) => values)),
  stderr: numbers(parts.map(({ stderr }) => stderr)),
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

/** Blocks of one fitter, in order, as one stack. One block is given as it is. */
export function joinStacks(blocks: readonly [FitPeakStackResult, ...FitPeakStackResult[]]): FitPeakStackResult {
  const [first] = blocks;
  if (blocks.length === 1) return first;
  return {
    ...first,
    frames: blocks.reduce((sum, { frames }) => sum + frames, 0),
    peaks: first.peaks.map((_, p) => peakColumns(blocks.map(({ peaks }) => peaks[p]!))),
    background: first.background.map((_, k) => column(blocks.map(({ background }) => background[k]!))),
    chiSquare: numbers(blocks.map(({ chiSquare }) => chiSquare)),
    status: bytes(blocks.map(({ status }) => status)),
    iterations: joined(
      blocks.map(({ iterations }) => iterations),
      (size) => new Int32Array(size),
    ),
    general: bytes(blocks.map(({ general }) => general)),
    clipped: bytes(blocks.map(({ clipped }) => clipped)),
  };
}
