import type { Estimate, OperandoWarning } from '@operando/core';
import { regionArea } from '../grey/area.js';
import { readBand } from '../interface/band.js';
import { crossing, widestBlur } from '../interface/find-interface.js';
import { measureInterface } from '../interface/measure-interface.js';
import type { InterfaceCourse } from '../interface/measure-interface.js';
import { findExcess } from '../excess/find-excess.js';
import { sumExcess } from '../excess/sum-excess.js';
import type { Registration } from '../motion/register.js';
import type { SlabSource } from '../volume.js';
import type { ContactFrame, CrackFrame, ParticleFrame, TomogramCourse, TomogramOptions } from './course-types.js';
import { cutAt, meanProfile, meanSlice } from './mean-profile.js';
import { measureCracks } from './measure-cracks.js';
import { upsideDown } from './orientation.js';
import { voidBodies } from './void-bodies.js';
import { registerFrames } from './register-frames.js';
import { prepareFrames } from './prepare-frames.js';
import type { PreparedFrames } from './prepare-frames.js';

/** Tells how far the work is: frames that are done, of all steps. */
export type TellProgress = (done: number, total: number) => void;

/** Whether a mean profile rises with z on the whole: the material at 0 comes first. */
function rises(profile: Float64Array): boolean {
  const third = Math.ceil(profile.length / 3);
  const mean = (part: Float64Array): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  return mean(profile.subarray(0, third)) <= mean(profile.subarray(-third));
}

/** The last slice, from the interface on, at which sound lower material prevails. */
function lastSound(profile: Float64Array, interfaceAt: number): number {
  let last = Math.ceil(interfaceAt) + 4;
  while (last + 1 < profile.length && profile[last + 1]! > 0.85) last++;
  return Math.min(profile.length, last + 1);
}

/** Slices that every frame has, from the interface on: those of frames that moved or stretched reach less far. */
function lastShared(depth: number, motions: readonly Registration[] | undefined, isTurned: boolean): number {
  return (motions ?? []).reduce((last, { motion: { dz, strain } }) => {
    const end = isTurned ? depth + dz : (depth - 1 - dz - strain / 2) / (1 + strain) + 1;
    return Math.min(last, Math.floor(end));
  }, depth);
}

function contactOf(area: Estimate, course: InterfaceCourse): ContactFrame[] {
  return course.frames.map(({ lostArea, lostTrueArea }) => {
    const stderr = Math.hypot(area.stderr, lostArea.stderr);
    const share = lostTrueArea / (area.value * course.areaFactor);
    return {
      projected: { value: area.value - lostArea.value, stderr, unit: 'pixel' },
      area: { value: area.value * course.areaFactor - lostTrueArea, stderr: stderr * course.areaFactor, unit: 'pixel' },
      fraction: { value: 1 - share, stderr: lostArea.stderr / area.value, unit: '1' },
    };
  });
}

async function measureParticles(
  { sources, scales, pixels }: PreparedFrames,
  frame: number,
  from: number,
  to: number,
  level: number,
  levelError: number,
  minimumVoxels: number,
): Promise<ParticleFrame> {
  const scale = scales[frame]!;
  const sign = level > 1 ? -1 : 1;
  const contrast = Math.abs(level - 1);
  const found = await findExcess(sources[frame]!, scale, {
    expected: { pixels, sign },
    from,
    to,
    smoothing: contrast > 8 * scale.sigma ? 0 : 0.5,
    limit: contrast / 2,
    clear: 0,
    minimumVoxels,
  });
  const sums = await sumExcess(sources[frame]!, scale, found, { grow: 3, shell: 2, above: 0 });
  const value = sums.reduce((sum, { excess }) => sum + excess, 0) / contrast;
  const noise = Math.hypot(...sums.map((each) => Math.hypot(each.noise, each.level))) / contrast;
  return {
    bodies: found.bodies.length,
    volume: { value, stderr: Math.hypot(noise, (value * levelError) / contrast), unit: 'voxel' },
  };
}

/** Share of the pixels of each slice that a frame's voids and cracks take. */
function profileOf({ shape, pixels }: PreparedFrames, course: InterfaceCourse, frame: number): Float64Array {
  const profile = new Float64Array(shape.depth);
  const { heights, footprint } = course.frames[frame]!;
  const all = pixels.reduce((sum, is) => sum + is, 0);
  footprint.forEach((is, i) => {
    if (is === 0) return;
    const bottom = course.sheet.z[i]! + 0.5;
    const top = bottom - Math.max(0, heights[i]!);
    for (let z = Math.max(0, Math.floor(top)); z <= Math.min(shape.depth - 1, Math.floor(bottom)); z++) {
      profile[z]! += Math.max(0, Math.min(z + 1, bottom) - Math.max(z, top)) / all;
    }
  });
  return profile;
}

/** The row with most void and crack in the last frame. */
function showyRow({ frames }: InterfaceCourse, width: number): number {
  const { heights, footprint, mouths } = frames.at(-1)!;
  const sums = new Float64Array(heights.length / width);
  footprint.forEach((is, i) => void (sums[Math.floor(i / width)]! += is * heights[i]! + 2 * mouths[i]!));
  return sums.indexOf(Math.max(...sums));
}

/** Frames turned so that the material at 0 lies at small z. */
async function oriented(
  sources: readonly SlabSource[],
  options: TomogramOptions,
  tell: (frame: number) => void,
): Promise<{ frames: PreparedFrames; profile: Float64Array; isTurned: boolean; motions?: readonly Registration[] }> {
  const prepared = await prepareFrames(sources, options, tell);
  const brought = options.registered ? undefined : await registerFrames(prepared, prepared.rescale);
  const given = brought?.frames ?? prepared;
  const motions = brought?.motions;
  const profile = await meanProfile(given.sources[0]!, given.scales[0]!, given.pixels);
  if (rises(profile)) return { frames: given, profile, isTurned: false, ...(motions === undefined ? {} : { motions }) };
  return {
    frames: { ...given, sources: given.sources.map(upsideDown) },
    profile: profile.toReversed(),
    isTurned: true,
    ...(motions === undefined ? {} : { motions }),
  };
}

/**
 * Measure an interface, its voids and its contact, cracks below it and bodies of a further material in tomograms through
 * time. Frames that do not lie on the first one are brought there: the electrolyte below the interface must not move in it.
 *
 * @throws OperandoError `outside-range` where grey values are not as the options say; `shape-mismatch` for volumes of several
 * sizes.
 */
export async function measureTomograms(
  sources: readonly SlabSource[],
  options: TomogramOptions,
  tell: TellProgress = () => {},
): Promise<TomogramCourse> {
  const { references, voidGrey, voidError, particles, reach, minimumVoxels } = options;
  const steps = 2 * sources.length;
  const { frames, profile, isTurned, motions } = await oriented(sources, options, (done) => tell(done, steps));
  const { shape, scales, region, pixels } = frames;
  const span = references.one - references.zero;
  const contrast = (references.zero - voidGrey) / span;
  const contrastError = Math.abs(voidError / span);
  const guess = options.interface === undefined || !isTurned ? options.interface : shape.depth - 1 - options.interface;
  const near = crossing(profile, guess);
  const from = Math.max(0, Math.floor(near) - reach - 2);
  const band = (t: number) => readBand(frames.sources[t]!, from, Math.ceil(near) + reach + 3, scales[t]!);
  const course = await measureInterface(
    { shape, count: sources.length, band },
    { pixels, near, reach, contrast, contrastError },
  );
  const shared = lastShared(shape.depth, motions, isTurned);
  const last = Math.min(lastSound(profile, near), shared);
  const sound = Math.min(last, Math.ceil(near) + 8);
  const area = regionArea(
    region,
    await meanSlice(frames.sources[0]!, sound, Math.min(last, sound + 30)),
    shape.height,
    shape.width,
  );
  const cracks: CrackFrame[] = [];
  const cuts: Float32Array[] = [];
  const cutRow = showyRow(course, shape.width);
  const bodies: ParticleFrame[] = [];
  const top = course.sheet.z.reduce((least, z) => (z < least ? z : least), Infinity);
  const profiles = new Float64Array(sources.length * shape.depth);
  for (let t = 0; t < sources.length; t++) {
    cracks.push(
      await measureCracks(frames, t, course, {
        from: Math.floor(top),
        to: last,
        contrast,
        contrastError,
        minimumVoxels,
      }),
    );
    if (particles !== undefined) {
      const level = (particles.grey - references.zero) / span;
      const deepest = course.sheet.z.reduce((most, z) => (z > most ? z : most), 0) + 6;
      bodies.push(
        await measureParticles(
          frames,
          t,
          Math.ceil(deepest),
          shared,
          level,
          Math.abs(particles.stderr / span),
          minimumVoxels,
        ),
      );
    }
    cuts.push(await cutAt(frames.sources[t]!, scales[t]!, cutRow));
    profiles.set(profileOf(frames, course, t), t * shape.depth);
    tell(sources.length + t + 1, steps);
  }
  const warnings: OperandoWarning[] = [...frames.warnings];
  if (course.sheet.blur > widestBlur - 0.05)
    warnings.push({
      code: 'interface-blurred',
      message: `the interface of the first volume is blurred over ${widestBlur} voxels or more: voids and contact are likely those of something else. Look at the grey values of electrode and electrolyte (${references.zero} and ${references.one}), and at slices.svg.`,
    });
  motions?.forEach(({ status }, t) => {
    if (status === 'converged') return;
    const message = 'the volume could not be registered to the first: its motion is where the search ended.';
    warnings.push({ code: 'not-converged', message, where: { frame: t } });
  });
  return {
    frames,
    isTurned,
    ...(motions === undefined ? {} : { motions }),
    interface: course,
    regionArea: { ...area, unit: 'pixel' },
    contact: contactOf({ ...area, unit: 'pixel' }, course),
    cracks,
    voids: course.frames.map((_, t) => voidBodies(course, t, shape)),
    ...(particles === undefined ? {} : { particles: bodies }),
    profiles,
    cuts: { row: cutRow, values: cuts },
    warnings,
  };
}
