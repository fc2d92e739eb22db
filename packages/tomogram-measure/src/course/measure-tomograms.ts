import { OperandoError } from '@operando/core';
import { regionArea } from '../grey/area.js';
import { bandsOf, readBand } from '../interface/band.js';
import { crossing } from '../interface/find-interface.js';
import { measureInterface } from '../interface/measure-interface.js';
import type { InterfaceCourse } from '../interface/measure-interface.js';
import type { SlabSource } from '../volume.js';
import { contactOf } from './contact.js';
import type { TomogramCourse, TomogramOptions } from './course-types.js';
import { blurWarnings, motionWarnings, particleWarnings } from './course-warnings.js';
import type { FrameSetup } from './frame-setup.js';
import { measureFrame } from './measure-frame.js';
import type { FrameMeasurer, FrameTask, MeasuredFrame } from './measure-frame.js';
import { meanSlice } from './mean-profile.js';
import { lastShared, lastSound, orientFrames } from './orient-frames.js';
import type { PreparedFrames } from './prepare-frames.js';
import { voidBodies } from './void-bodies.js';
import { showyRow, voidProfile } from './void-profile.js';

/** Tells how far the work is: frames that are done, of all steps. */
export type TellProgress = (done: number, total: number) => void;

/**
 * How far void lies below the material at 0, in units of the contrast of the references, and its error.
 *
 * @throws OperandoError `invalid-argument` where it lies above: it would take nothing away from an interface.
 */
function contrastOf({ references: { zero, one }, voidGrey, voidError }: TomogramOptions): {
  contrast: number;
  contrastError: number;
} {
  const contrast = (zero - voidGrey) / (one - zero);
  if (contrast > 0) return { contrast, contrastError: Math.abs(voidError / (one - zero)) };
  throw new OperandoError(
    'invalid-argument',
    `the grey value of void (${voidGrey}) lies not beyond that of the electrode (${zero}), seen from the electrolyte (${one})`,
    {
      where: { parameter: 'voidGrey' },
      cure: 'Give grey values as they are in the first volume; are the references exchanged?',
    },
  );
}

/** How far below the deepest of the interface bodies of a further material are looked for, in slices: its blur ends before. */
const clearOfInterface = 6;

/** @throws OperandoError `outside-range` where sound material ends before what is looked for in it begins. */
function slicesBelow(what: string, from: number, to: number, cure: string): { from: number; to: number } {
  if (from < to) return { from, to };
  throw new OperandoError(
    'outside-range',
    `${what} are looked for from slice ${from} on, and sound material ends before slice ${to}`,
    { where: { parameter: what }, cure },
  );
}

/** What bodies are measured with. @param ends Where sound material ends, and slices that all frames have. */
function frameSetup(
  { shape, pixels }: PreparedFrames,
  course: InterfaceCourse,
  options: TomogramOptions,
  ends: { readonly last: number; readonly shared: number },
): FrameSetup {
  const { references, particles, minimumVoxels } = options;
  const span = references.one - references.zero;
  const { z } = course.sheet;
  const top = z.reduce((least, each) => (each < least ? each : least), Infinity);
  const deepest = z.reduce((most, each) => (each > most ? each : most), 0);
  return {
    shape,
    slices: ends.shared,
    pixels,
    sheet: course.sheet,
    ...contrastOf(options),
    minimumVoxels,
    cracks: slicesBelow(
      'cracks',
      Math.floor(top),
      ends.last,
      'Give volumes that reach deeper, or an interface that lies higher.',
    ),
    cutRow: showyRow(course, shape.width),
    ...(particles === undefined
      ? {}
      : {
          particles: {
            ...slicesBelow(
              'particles',
              Math.ceil(deepest + clearOfInterface),
              ends.shared,
              'Leave particles out, or give volumes that reach deeper below the interface.',
            ),
            level: (particles.grey - references.zero) / span,
            levelError: Math.abs(particles.stderr / span),
          },
        }),
  };
}

/** Bytes of the largest volume that is handed over whole. */
const mostBytes = 300e6;

/** Bodies of each frame, measured here or by another. */
async function* measuredFrames(
  { sources, scales, shape }: PreparedFrames,
  course: InterfaceCourse,
  setup: FrameSetup,
  measurer: FrameMeasurer | undefined,
): AsyncGenerator<MeasuredFrame, void, void> {
  const { BYTES_PER_ELEMENT: bytes } = await sources.at(-1)!.slab(0, 1);
  if (measurer === undefined || shape.depth * shape.height * shape.width * bytes > mostBytes) {
    for (const [t, source] of sources.entries()) yield await measureFrame(source, scales[t]!, course.frames[t]!, setup);
    return;
  }
  async function* tasks(): AsyncGenerator<FrameTask, void, void> {
    for (const [t, source] of sources.entries()) {
      const { footprint, heights } = course.frames[t]!;
      yield { voxels: await source.slab(0, shape.depth), scale: scales[t]!, voids: { footprint, heights } };
    }
  }
  yield* measurer(tasks(), setup);
}

/**
 * Measure an interface, its voids and its contact, cracks below it and bodies of a further material in tomograms through
 * time. Frames that do not lie on the first one are brought there: the electrolyte below the interface must not move in it.
 *
 * @param measurer Takes over cracks and bodies of whole frames, which is most of the work. @default done here
 * @throws OperandoError `outside-range` where grey values are not as the options say, or no slices are left below the interface; `invalid-argument` for a void whose grey value
 * is not beyond that of the material at 0; `shape-mismatch` for volumes of several sizes.
 */
export async function measureTomograms(
  sources: readonly SlabSource[],
  options: TomogramOptions,
  tell: TellProgress = () => {},
  measurer?: FrameMeasurer,
): Promise<TomogramCourse> {
  const { references, reach } = options;
  const { contrast, contrastError } = contrastOf(options);
  const steps = 2 * sources.length;
  const { frames, profile, isTurned, motions } = await orientFrames(sources, options, (done) => tell(done, steps));
  const { shape, scales, region, pixels } = frames;
  const guess = options.interface === undefined || !isTurned ? options.interface : shape.depth - 1 - options.interface;
  const near = crossing(profile, guess);
  const from = Math.max(0, Math.floor(near) - reach - 2);
  const band = bandsOf(sources.length, (t) =>
    readBand(frames.sources[t]!, from, Math.ceil(near) + reach + 3, scales[t]!),
  );
  const course = await measureInterface(
    { shape, count: sources.length, band },
    { pixels, near, reach, contrast, contrastError },
  );
  const shared = lastShared(shape.depth, motions, isTurned);
  const last = Math.min(lastSound(profile, near), shared);
  const sound = Math.min(last, Math.ceil(near) + 8);
  const { offset, gain } = scales[0]!;
  const mean = await meanSlice(frames.sources[0]!, sound, Math.min(last, sound + 30));
  const area = regionArea(
    region,
    mean.map((grey, i) => (grey - offset[i]!) * gain[i]!),
    shape.height,
    shape.width,
  );
  const setup = frameSetup(frames, course, options, { last, shared });
  const measured: MeasuredFrame[] = [];
  const profiles = new Float64Array(sources.length * shape.depth);
  for await (const frame of measuredFrames(frames, course, setup, measurer)) {
    profiles.set(voidProfile(frames, course, measured.length), measured.length * shape.depth);
    measured.push(frame);
    tell(sources.length + measured.length, steps);
  }
  const contact = contactOf({ ...area, unit: 'pixel' }, course);
  return {
    frames,
    isTurned,
    ...(motions === undefined ? {} : { motions }),
    interface: course,
    regionArea: { ...area, unit: 'pixel' },
    contact: contact.frames,
    cracks: measured.map(({ crack }) => crack),
    voids: course.frames.map((_, t) => voidBodies(course, t, shape)),
    ...(options.particles === undefined ? {} : { particles: measured.map((frame) => frame.particles!) }),
    profiles,
    cuts: { row: setup.cutRow, values: measured.map(({ cut }) => cut) },
    warnings: [
      ...frames.warnings,
      ...blurWarnings(course, references),
      ...contact.warnings,
      ...(setup.particles === undefined ? [] : particleWarnings(measured, setup.particles, options)),
      ...motionWarnings(motions),
    ],
  };
}
