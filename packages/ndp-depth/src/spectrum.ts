import { OperandoError } from '@operando/core';

/** How long a spectrum was counted. */
export interface CountingTimes {
  /** s. */
  readonly liveTime: number;
  /** s. @default the live time */
  readonly realTime?: number | undefined;
  /** Counts of the neutron monitor during the real time. */
  readonly monitor?: number | undefined;
}

/** Counts that are there without a sample, per live second and channel. */
export interface CountBackground {
  /** Counts for each live second and channel, one for each channel. @default 0 */
  readonly background?: ArrayLike<number> | undefined;
  /** Variance of the background. @default 0 */
  readonly backgroundVariance?: ArrayLike<number> | undefined;
}

/** One measured spectrum. */
export interface NdpSpectrum extends CountingTimes, CountBackground {
  /** Counts per channel. */
  readonly counts: ArrayLike<number>;
  /** Energies of the channel edges in keV, one more than channels ({@link EnergyCalibration.channelEdges}). */
  readonly channelEdges: ArrayLike<number>;
}

/**
 * Live seconds of a detector that is blind for `deadTime` seconds after each
 * count (non-paralysable): real time less what the counts took.
 *
 * @throws OperandoError `outside-range` when the detector would be blind for more than nine tenths of the time.
 * @see Knoll, Radiation Detection and Measurement (4th edition, 2010), chapter 4
 */
export function liveTimeOf(realTime: number, totalCounts: number, deadTime: number): number {
  const live = realTime - totalCounts * deadTime;
  if (!(live > 0.1 * realTime)) {
    throw new OperandoError('outside-range', `${totalCounts} counts of ${deadTime} s dead time in ${realTime} s.`, {
      where: { parameter: 'deadTime' },
      cure: 'The dead time is in seconds per count; a detector this busy cannot be corrected.',
    });
  }
  return live;
}

/** Check what the channels of spectra have in common. @throws OperandoError `shape-mismatch`, `bad-number` or `axis-not-increasing`, naming the channel. */
export function checkChannels(
  channels: number,
  channelEdges: ArrayLike<number>,
  { background, backgroundVariance }: CountBackground,
): void {
  if (
    channelEdges.length !== channels + 1 ||
    (background !== undefined && background.length !== channels) ||
    (backgroundVariance !== undefined && backgroundVariance.length !== channels)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `${channels} counts, ${channelEdges.length} channel edges, ${background?.length ?? channels} background values.`,
      { cure: 'Give one more channel edge than channels, and one background value for each.' },
    );
  }
  for (let i = 0; i < channels; i++) {
    if (background !== undefined && !(background[i]! >= 0))
      throw new OperandoError('bad-number', `channel ${i} has a background of ${background[i]}.`, {
        where: { row: i },
      });
    if (!(channelEdges[i + 1]! > channelEdges[i]!))
      throw new OperandoError(
        'axis-not-increasing',
        `the edges of channel ${i} are ${channelEdges[i]} and ${channelEdges[i + 1]} keV.`,
        { where: { row: i } },
      );
  }
}

/** @throws OperandoError `bad-number` for counts that are negative or no numbers, naming channel and frame. */
export function checkCounts(counts: ArrayLike<number>, frame?: number): void {
  for (let i = 0; i < counts.length; i++) {
    if (!(counts[i]! >= 0) || !Number.isFinite(counts[i]!))
      throw new OperandoError('bad-number', `channel ${i} has ${counts[i]} counts.`, {
        where: { ...(frame === undefined ? {} : { frame }), row: i },
        cure: 'Give raw counts, without background subtracted.',
      });
  }
}

/** @throws OperandoError `shape-mismatch`, `bad-number` or `axis-not-increasing`, naming the channel. */
export function checkSpectrum(spectrum: NdpSpectrum): void {
  checkChannels(spectrum.counts.length, spectrum.channelEdges, spectrum);
  checkCounts(spectrum.counts);
}
