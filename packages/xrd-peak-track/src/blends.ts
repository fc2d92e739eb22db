import type { LiveCrossing } from './crossings.js';
import { inverseOf } from './gaussian.js';
import type { Gaussian } from './gaussian.js';
import type { Expected, GroupPair } from './groups.js';
import type { Knowledge } from './knowledge.js';
import type { LiveTrack } from './live-track.js';
import { enterLook, lookAgain } from './look-again.js';
import type { Looked, Looking, Scene } from './look-again.js';
import type { Course } from './motion.js';
import { smoothBlend } from './smooth-blend.js';
import type { BlendFrame } from './smooth-blend.js';
import { pairTerms, ratioTerm, termsOfPeak } from './window/pair-terms.js';
import type { PairInformation } from './window/types.js';

/** A frame of a blend as it was looked at by itself. */
interface BlendLook {
  readonly scene: Scene;
  /** Tracks of the scene as they were expected. */
  readonly expected: readonly Expected[];
  /** Area of the first of the two in units of that of the second, as expected. */
  readonly ratio: number;
  readonly information: PairInformation;
}

/** Two tracks that lie within each other for a while, and what the frames of it say. */
export interface Blend {
  readonly tracks: readonly [LiveTrack, LiveTrack];
  readonly from: number;
  readonly to: number;
  readonly looks: BlendLook[];
}

/** Crossings that are seen from both sides, and in which no third track has a part. */
export function blendsOf(crossings: readonly LiveCrossing[]): Blend[] {
  const meets = (one: LiveCrossing, other: LiveCrossing): boolean =>
    one !== other &&
    one.tracks.some((track) => other.tracks.includes(track)) &&
    one.from <= other.to &&
    other.from <= one.to;
  return crossings
    .filter(({ isOneSided, tracks }) => isOneSided !== true && tracks.every((track) => track.static === undefined))
    .filter((one) => !crossings.some((other) => meets(one, other)))
    .map(({ tracks, from, to }) => ({ tracks, from, to, looks: [] }));
}

/** The blend that a scene is a frame of, and the pair that it asks about. */
export function blendIn(
  blends: readonly Blend[],
  { frame, tracks }: Scene,
  knowledge: Knowledge,
): { readonly blend: Blend; readonly pair: GroupPair } | undefined {
  const blend = blends.find(
    ({ tracks: pair, from, to }) => frame >= from && frame <= to && pair.every((track) => tracks.includes(track)),
  );
  const known = blend === undefined ? undefined : knowledge.ratio(...blend.tracks, frame);
  if (blend === undefined || known === undefined) return undefined;
  return { blend, pair: { ids: idsOf(blend), ratio: known.ratio, precision: undefined } };
}

const idsOf = ({ tracks: [one, other] }: Blend): readonly [number, number] => [one.id, other.id];

/** Take note of what a frame says of the pair of a blend. */
export function noteLook(
  { blend, pair: { ratio } }: { readonly blend: Blend; readonly pair: GroupPair },
  scene: Scene,
  expected: readonly Expected[],
  { pair: information }: Looked,
): void {
  if (information !== undefined) blend.looks.push({ scene, expected, ratio, information });
}

/** A look as the smoother takes it. */
function frameOf(tracks: Blend['tracks'], look: BlendLook, course: Course): BlendFrame {
  const { scene, expected, information, ratio } = look;
  const { precision, pull, off } = information;
  const at = off.slice();
  tracks.forEach(({ id }, side) => {
    const { track, prediction } = expected.find((one) => one.track.id === id)!;
    const before = [prediction.center - course.places[scene.frame]!, track.fwhm, track.eta, track.skew];
    before.forEach((value, k) => (at[side * termsOfPeak + k]! += value));
  });
  at[ratioTerm]! += Math.log(ratio);
  return { frame: scene.frame, said: { at, precision, pull } };
}

/** What is expected of a track in a blend. */
function changed(member: Expected, side: number, { mean, covariance }: Gaussian, shift: number): Expected {
  const first = side * termsOfPeak;
  const [center, fwhm, eta, skew] = mean.subarray(first, first + termsOfPeak);
  return {
    ...member,
    track: { ...member.track, fwhm: fwhm!, eta: eta!, skew: skew! },
    prediction: {
      center: center! + shift,
      sigma: Math.sqrt(covariance[first * (pairTerms + 1)]!),
      velocity: member.prediction.velocity,
    },
  };
}

/** Frames that are smoothed together at least. */
const leastLooks = 2;
const rounds = 2;

/** The frames of a blend fitted once more, each with what is known of both peaks by approach, departure and all other frames of it. */
function smoothed(
  looking: Looking,
  { tracks }: Blend,
  ids: GroupPair['ids'],
  looks: readonly BlendLook[],
): BlendLook[] {
  const { knowledge } = looking;
  const course = knowledge.course();
  const ways = knowledge.ways(tracks, looks[0]!.scene.frame, looks.at(-1)!.scene.frame);
  const frames = looks.map((look) => frameOf(tracks, look, course));
  const known = smoothBlend(frames, ways, course);
  return looks.map((look, k) => {
    const { scene, expected } = look;
    const here = known[k];
    const precision = here === undefined ? undefined : inverseOf(here.covariance, pairTerms);
    if (here === undefined || precision === undefined) return look;
    const anew = expected.map((member) => {
      const side = tracks.findIndex(({ id }) => id === member.track.id);
      return side < 0 ? member : changed(member, side, here, course.places[scene.frame]!);
    });
    const ratio = Math.exp(here.mean[ratioTerm]!);
    const looked = lookAgain(looking, scene, anew, { ids, ratio, precision });
    if (looked === undefined || !enterLook(scene.frame, looked) || looked.pair === undefined) return look;
    return { scene, expected: anew, ratio, information: looked.pair };
  });
}

/**
 * Fit the frames of a blend together: a single frame hardly tells two apart that lie within each other, all of them do. What frames
 * say was told where each of them by itself has the peaks; once more it is told where all have them.
 */
export function lookTogether(looking: Looking, blend: Blend): void {
  if (blend.looks.length < leastLooks) return;
  const ids = idsOf(blend);
  let looks: readonly BlendLook[] = blend.looks;
  for (let round = 0; round < rounds; round++) looks = smoothed(looking, blend, ids, looks);
}
