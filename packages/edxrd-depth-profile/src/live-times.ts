import { OperandoError } from '@operando/core';
import type { Series } from '@operando/core';

/** Whether a channel is the live time of one spectrum of each frame. */
export function isLiveTimeOfSpectrum(name: string): boolean {
  return /^live_time_\d+$/.test(name);
}

/**
 * Live times of a series, frames x spectra: those given, or of its channels `live_time_0`, `live_time_1`, ..., or `live_time`.
 *
 * @param spectra Spectra of a frame.
 * @returns s, NaN where not known; undefined without any.
 * @throws OperandoError `shape-mismatch`, `unit-mismatch`.
 */
export function channelLiveTimes(
  series: Series,
  spectra: number,
  given: ArrayLike<number> | undefined,
): Float64Array | undefined {
  const frames = series.time.start.length;
  if (given !== undefined) {
    if (given.length !== frames * spectra) {
      throw new OperandoError(
        'shape-mismatch',
        `there are ${given.length} live times, not ${frames} frames of ${spectra} spectra.`,
        { where: { parameter: 'liveTimes' }, cure: 'Give one for each frame, position and detector.' },
      );
    }
    return Float64Array.from(given);
  }
  const own = (s: number): string =>
    Object.hasOwn(series.channels, `live_time_${s}`) ? `live_time_${s}` : 'live_time';
  const channels = Array.from({ length: spectra }, (_, s) => series.channels[own(s)]);
  const odd = channels.find((channel) => channel !== undefined && channel.unit !== 's');
  if (odd !== undefined) {
    throw new OperandoError('unit-mismatch', `live times are in ${odd.unit}.`, {
      where: { parameter: 'live_time' },
      cure: "Convert them first: await convertChannel(channel, 's').",
    });
  }
  if (channels.every((channel) => channel === undefined)) return undefined;
  return Float64Array.from(
    { length: frames * spectra },
    (_, i) => channels[i % spectra]?.values[Math.floor(i / spectra)] ?? Number.NaN,
  );
}
