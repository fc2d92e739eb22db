import type { OperandoWarning } from '@operando/core';
import { givesWay } from '@operando/xrd-peak-track';
import type { SeriesTracks, Track } from '@operando/xrd-peak-track';

const degrees = (place: number): string => place.toFixed(3);

/** That a peak which seems to move is as broad on the way as two are of which one gives way to the other. */
function givingWay(track: Track): OperandoWarning[] {
  const found = givesWay(track);
  if (found === undefined) return [];
  const { from, to, places, broader } = found;
  const [low, high] = places;
  return [
    {
      code: 'identity-ambiguous',
      message: `The track that begins at ${degrees(track.center.values[track.birth]!)} degrees goes between ${degrees(low)} and ${degrees(high)} and is up to ${broader.toFixed(2)} times as broad on the way (patterns ${from} to ${to}) as at both ends: these may be two peaks closer than a width, of which one gives way to the other. Its place there is then their mean, (place - ${degrees(low)}) / ${degrees(high - low)} the share of the one at ${degrees(high)}, and no spacing of a phase.`,
    },
  ];
}

/** What there is to say of peaks that stand closer than their widths. */
export function closeWarnings({ tracks, joined = [] }: Pick<SeriesTracks, 'tracks' | 'joined'>): OperandoWarning[] {
  return [
    ...joined.map(({ kept, left, fwhm }): OperandoWarning => ({
      code: 'blended',
      message: `The places ${left} and ${kept} that were named are closer than a width of the peaks (${fwhm.toPrecision(2)} degrees): two peaks cannot be told apart there, and one is followed, from ${kept}.`,
    })),
    ...tracks.flatMap(givingWay),
  ];
}
