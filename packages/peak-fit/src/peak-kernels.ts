import {
  columnDotsModule,
  kernelOf,
  peakColumnsModule,
  peakMomentsModule,
  placeTables,
} from '@operando/numerics/kernels';
import type {
  ColumnDots,
  KernelChoice,
  KernelSpace,
  KernelTable,
  PeakColumns,
  PeakMoments,
} from '@operando/numerics/kernels';
import { gaussianPowers } from './gaussian-powers.js';

/**
 * Kernels for the loops over points, and their memory: the columns of a space lie in it while frames are fitted. Sums go over even and
 * odd points apart, so that they differ from those of the plain loops by rounding.
 */
export interface PeakKernels {
  readonly dots: ColumnDots;
  readonly columns: PeakColumns;
  readonly moments: PeakMoments;
  /** Where the columns lie. */
  readonly memory: Float64Array;
  /** Address of the first in bytes. */
  readonly base: number;
  /** Address of the table of Gaussians; it may have to be found anew when others have used kernels. */
  table: number;
  readonly space: KernelSpace;
}

const powers: KernelTable = { values: gaussianPowers };

/** @param size Doubles that the columns take. @returns undefined where the plain loops are to be taken. */
export function createPeakKernels(size: number, choice: KernelChoice): PeakKernels | undefined {
  const dots = kernelOf(columnDotsModule, choice);
  const columns = kernelOf(peakColumnsModule, choice);
  const moments = kernelOf(peakMomentsModule, choice);
  if (dots === undefined || columns === undefined || moments === undefined) return undefined;
  const { doubles, scratch, scratchSize } = dots.space;
  if (size > scratchSize) return undefined;
  const first = scratch / 8;
  return {
    dots: dots.run,
    columns: columns.run,
    moments: moments.run,
    memory: doubles.subarray(first, first + size),
    base: scratch,
    table: 0,
    space: dots.space,
  };
}

/** Bring the columns of a space into the memory of the kernels. */
export function enterKernels(kernels: PeakKernels, columns: Float64Array): void {
  kernels.table = placeTables(kernels.space, [powers])![0]!;
  kernels.memory.set(columns);
}
