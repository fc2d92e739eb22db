import { OperandoError } from '@operando/core';
import type { Series } from '@operando/core';

/** Whether a channel is the live time of one spectrum of each frame. */
export function isLiveTimeOfSpectrum(name: string): boolean {
  return /^live_time(_\d+){1,2}$/.test(name);
}

/**
 * Live times of a series, frames x positions x detectors: those given, or of its channels `live_time_0_1` (position 0, detector 1),
 * `live_time_0` (position 0), or `live_time`.
 *
 * @returns s, NaN where not known; undefined without any.
 * @throws OperandoError `shape-mismatch`, `unit-mismatch`.
 */
export function channelLiveTimes(
  series: Series,
  { positions, detectors }: { readonly positions: number; readonly detectors: number },
  given: ArrayLike<number> | undefined,
): Float64Array | undefined {
  const frames = series.time.start.length;
  const spectra = positions * detectors;
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
  const channels = Array.from({ length: spectra }, (_, s) => {
    const [position, detector] = [Math.floor(s / detectors), s % detectors];
    const names = [`live_time_${position}_${detector}`, `live_time_${position}`, 'live_time'];
    const name = names.find((each) => Object.hasOwn(series.channels, each));
    return name === undefined ? undefined : series.channels[name];
  });
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
