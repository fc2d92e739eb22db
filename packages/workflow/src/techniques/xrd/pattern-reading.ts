import type { RunContext } from '../../technique/context.js';
import { seriesReading } from '../../technique/read-files.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import type { XrdOptions } from './options.js';
import { radiationOf, wavelengthsOf } from './radiation.js';

/** Options of the readers of powder patterns. */
export function patternReading(
  options: Parameters<typeof seriesReading>[0] & Pick<XrdOptions, 'column' | 'columnsAsFrames' | 'wavelength'>,
  { named }: TechniqueFiles,
  context: RunContext,
) {
  const { column, columnsAsFrames, wavelength } = options;
  return {
    ...seriesReading(options, context),
    axis: { name: 'two-theta', unit: 'deg' },
    sigma: 'auto',
    columnsAsFrames,
    wavelength: wavelength === undefined ? undefined : wavelengthsOf(radiationOf(wavelength)),
    signal: column === undefined ? undefined : { column },
    scanLog: named['scanLog'],
  } as const;
}
