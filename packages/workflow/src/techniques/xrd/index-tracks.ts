import { OperandoError, uniqueNames } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { IndexedTrack, Track } from '@operando/xrd-peak-track';
import type { NamedReflection } from './named-reflection.js';
import type { XrdOptions } from './options.js';

/** The track that stands where a reflection was said to be, in its first frames. */
function findTrack(tracks: readonly Track[], { hkl, twoTheta }: NamedReflection): Track {
  const distance = (track: Track): number => Math.abs(track.center.values[track.birth]! - twoTheta);
  const best = tracks.toSorted((a, b) => distance(a) - distance(b))[0];
  if (best === undefined || distance(best) > 2 * best.fwhm.values[best.birth]!) {
    throw new OperandoError(
      'invalid-argument',
      `no track begins at the place of (${hkl.join(' ')}), ${twoTheta} degrees`,
      {
        where: { parameter: 'hkl' },
        cure:
          best === undefined
            ? 'No peak was followed; lower --detection, or follow the place itself: --hkl 003@18.7.'
            : `The nearest begins at ${best.center.values[best.birth]!.toFixed(3)}; tracks are listed in tracks.csv without --hkl.`,
      },
    );
  }
  return best;
}

/**
 * Reflections of one name: of a cell there is but one of each; without a cell they may be of two phases, and are told apart.
 *
 * @throws OperandoError `invalid-argument` for a cell that would be refined from one reflection at two places.
 */
export function expectDistinct(
  reflections: readonly NamedReflection[],
  system: XrdOptions['system'],
): OperandoWarning[] {
  const names = reflections.map(({ hkl }) => hkl.join('_'));
  return uniqueNames(names).flatMap((name, k): OperandoWarning[] => {
    if (name === names[k]) return [];
    const said = `(${reflections[k]!.hkl.join(' ')})`;
    if (system !== undefined) {
      throw new OperandoError('invalid-argument', `the reflection ${said} is given twice.`, {
        where: { parameter: `hkl[${k}]` },
        cure: 'Give each reflection of the cell once (command: --hkl).',
      });
    }
    const message = `The reflection ${said} is given twice: its tracks stand as hkl_${names[k]!} and hkl_${name}; their first centers tell them apart.`;
    return [{ code: 'column-renamed', message, where: { parameter: `hkl[${k}]` } }];
  });
}

/** The tracks of reflections, each of its own. */
export function indexTracks(tracks: readonly Track[], reflections: readonly NamedReflection[]): IndexedTrack[] {
  const found = reflections.map((reflection) => ({ track: findTrack(tracks, reflection), hkl: reflection.hkl }));
  const twice = found.find(({ track }, k) => found.findIndex((other) => other.track === track) !== k);
  if (twice !== undefined) {
    throw new OperandoError(
      'invalid-argument',
      `two reflections stand on the track at ${twice.track.center.values[twice.track.birth]!.toFixed(3)} degrees`,
      { where: { parameter: 'hkl' }, cure: 'Give each its own place.' },
    );
  }
  return found;
}
