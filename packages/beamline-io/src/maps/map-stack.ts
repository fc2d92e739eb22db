import { OperandoError } from '@operando/core';
import type { Metadata, OperandoWarning } from '@operando/core';
import type { DateOrder } from '../text/date-time.js';

/** Maps of spectra in a file: frames x rows x columns x energies. */
export interface MapStack {
  /** Maps. */
  readonly frames: number;
  /** Of a map. */
  readonly rows: number;
  /** Of a map. */
  readonly columns: number;
  /** eV, in the order of the values. */
  readonly energies: Float64Array;
  /** Begin of each frame in seconds, where the file says it. */
  readonly start?: Float64Array | undefined;
  /** How long each frame took in seconds, where the file says it. */
  readonly duration?: number | undefined;
  /** UNIX seconds of time 0, and where they come from. */
  readonly epoch?: number | undefined;
  /** As `FrameTime.zone`. */
  readonly zone?: string | undefined;
  /** What the file says, by its own names. */
  readonly metadata: Metadata;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** Values of frames, row after row, energies last. */
  read(from: number, to: number): Promise<Float64Array>;
  /** Lets go of the files. */
  close(): void;
}

/** How energies are said where a file does not: the energy of the first channel, and the step, eV. */
export interface EnergyScale {
  /** Energy of the first channel, eV. */
  readonly offset: number;
  /** From channel to channel, eV. */
  readonly step: number;
}

/** How maps are read from files. */
export interface MapReading {
  /** HDF5: path of the dataset. @default the file's default */
  readonly dataset?: string | undefined;
  /** In place of the energies of the file. @default the file's */
  readonly energy?: EnergyScale | undefined;
  /** Files of bare numbers: what they are. */
  readonly raw?: RawMaps | undefined;
  /** How dates are read that could be either. @default month first, with a warning */
  readonly dateOrder?: DateOrder | undefined;
}

/** Types of numbers in files without a header. */
export type RawType = 'uint8' | 'uint16' | 'uint32' | 'int16' | 'int32' | 'float32' | 'float64';

/** What stands in a file of bare numbers. */
export interface RawMaps {
  /** Frames, rows, columns, energies; the last goes fastest. Without frames there is one. */
  readonly shape: readonly number[];
  /** Of the stored numbers. */
  readonly type: RawType;
  /** Order of the bytes of a number. @default true */
  readonly littleEndian?: boolean | undefined;
}

/**
 * Energies of channels by their scale.
 * @throws OperandoError `invalid-argument` for a step that is 0 or no number, or that leads far below 0.
 */
export function scaledEnergies({ offset, step }: EnergyScale, channels: number): Float64Array {
  const last = offset + (channels - 1) * step;
  if (!Number.isFinite(last) || step === 0 || (step < 0 && last < -0.5 * Math.abs(offset)))
    throw new OperandoError('invalid-argument', `a step of ${step} eV leads from ${offset} to ${last} eV.`, {
      where: { parameter: 'energy.step' },
      cure: 'Energies rise where the step is above 0; the offset is the energy of the first channel.',
    });
  return Float64Array.from({ length: channels }, (_, i) => offset + i * step);
}
