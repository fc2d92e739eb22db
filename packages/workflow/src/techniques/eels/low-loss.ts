import { flatValues, OperandoError } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { alignZeroLoss, shapeOfMaps, thicknessMap, zeroLossEndOfMap } from '@operando/energy-loss-map';
import type { KnownShifts, ThicknessMap } from '@operando/energy-loss-map';
import type { EelsOptions } from './options.js';

/** What the low loss of a map says. */
export interface LowLossFrame {
  readonly shifts: KnownShifts;
  readonly thickness: ThicknessMap;
}

/** Low losses of all maps; one stands for all where there is but one. */
export interface LowLoss {
  readonly frames: readonly LowLossFrame[];
  /** Where the zero loss ends, above its peak, eV. */
  readonly end: number;
  readonly last: number;
}

/** Whether spectra hold the zero loss. */
export function holdsZeroLoss({ axis }: Pick<Series, 'axis'>): boolean {
  return axis.values[0]! < -1 && axis.values.at(-1)! > 5;
}

/** What is found in low-loss spectra, block after block. */
export function createLowLoss({ countsPerElectron, zeroLossEnd }: EelsOptions): {
  add(block: Series<'energy', 'eV'>): void;
  finish(): LowLoss | undefined;
} {
  const frames: LowLossFrame[] = [];
  let [end, last] = [zeroLossEnd, 0];
  return {
    add(block) {
      const shape = shapeOfMaps(block);
      const size = shape.rows * shape.columns * shape.channels;
      const energies = block.axis.values;
      const all = flatValues(block.signal);
      last = energies.at(-1)!;
      for (let f = 0; f < block.time.start.length; f++) {
        const counts = all.subarray(f * size, (f + 1) * size);
        end ??= zeroLossEndOfMap(energies, shape, counts);
        frames.push({
          shifts: alignZeroLoss(energies, shape, { counts }, countsPerElectron),
          thickness: thicknessMap(energies, shape, { counts }, end, countsPerElectron),
        });
      }
    },
    finish: () => (frames.length === 0 || end === undefined ? undefined : { frames, end, last }),
  };
}

/** The low loss of a map by its number. @throws OperandoError `shape-mismatch` where low losses and maps do not go together. */
export function lowLossOf({ frames }: LowLoss, frame: number, pixels: number): LowLossFrame {
  const found = frames.length === 1 ? frames[0]! : frames[frame];
  if (found?.shifts.values.length === pixels) return found;
  throw new OperandoError(
    'shape-mismatch',
    found === undefined
      ? `there are ${frames.length} low-loss maps, and more maps.`
      : `low-loss maps have ${found.shifts.values.length} pixels, the maps ${pixels}.`,
    { where: { parameter: 'lowLoss', frame }, cure: 'Give the low loss of every map, or of one, pixel for pixel.' },
  );
}

/** Low losses from a source of them. */
export async function readLowLoss(
  source: FrameSource<'energy', 'eV'>,
  options: EelsOptions,
  signal: AbortSignal | undefined,
): Promise<LowLoss | undefined> {
  const low = createLowLoss(options);
  for await (const block of source.blocks({ signal })) low.add(block);
  return low.finish();
}
