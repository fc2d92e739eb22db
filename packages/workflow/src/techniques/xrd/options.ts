import { z } from 'zod';
import { humpDefaults, refitDefaults, trackPeaksDefaults, trackProfiles } from '@operando/xrd-peak-track/defaults';
import type { RefineCellOptions, RefitOptions, TrackPeaksOptions } from '@operando/xrd-peak-track';
import { faultOf } from '../../options/fault-of.js';
import { option, shapeOf } from '../../options/option.js';
import { rangeSchema } from '../../technique/shared-options.js';
import { parseDivergence } from './divergence.js';
import { humpPlace } from './hump-place.js';
import { parseReflection } from './named-reflection.js';
import { patternShape } from './pattern-shape.js';
import { excludedSchema, wavelengthSchema } from './shared-schemas.js';

const reflection = z.union([
  z.string().refine((text) => faultOf(parseReflection, text) === undefined, {
    error: ({ input }) => faultOf(parseReflection, String(input)),
  }),
  z.strictObject({
    hkl: option(z.tuple([z.int(), z.int(), z.int()]), { help: 'Miller indices' }),
    twoTheta: option(z.number().positive().max(180), { help: 'where it stands in the first pattern', unit: 'deg' }),
  }),
]);

const hump = z.union([
  z.string().refine((text) => faultOf(humpPlace, text) === undefined, {
    error: ({ input }) => faultOf(humpPlace, String(input)),
  }),
  z.tuple([z.number().positive().max(180), z.number().positive().max(180)]),
]);

const divergence = z
  .union([z.string(), z.number(), z.tuple([z.number(), z.number()])])
  .refine((given) => faultOf(parseDivergence, given) === undefined, {
    error: ({ input }) => faultOf(parseDivergence, input as string),
  });

const refinement = shapeOf<Pick<RefineCellOptions, 'zeroShift' | 'displacement'>>()({
  zeroShift: option(z.boolean().default(false), { help: 'refine a constant shift of two-theta', example: true }),
  displacement: option(z.boolean().default(false), {
    help: 'refine a shift that goes with cos(theta)',
    example: true,
  }),
});
const remeasuring = shapeOf<Pick<RefitOptions, 'halfWindow' | 'commonWidth'>>()({
  commonWidth: option(z.boolean().default(refitDefaults.commonWidth), {
    help: 'measured again, an indexed peak has one width and shape in all patterns: the mean of what each has',
    example: true,
  }),
  halfWindow: option(z.number().min(0).default(0), {
    help: 'measure indexed peaks again in windows of this half width',
    unit: 'deg',
    example: 0.5,
  }),
});
const tracking = shapeOf<
  Pick<TrackPeaksOptions, 'staticLines' | 'detection' | 'significance' | 'darkLevel' | 'gate' | 'profile'>
>()({
  staticLines: option(z.array(z.number()).default([]), {
    help: 'a line of the cell that does not move; again for each',
    unit: 'deg',
    flag: 'static-line',
    example: [8.48],
  }),
  detection: option(z.number().positive().default(trackPeaksDefaults.detection), {
    help: 'least prominence of a new peak in standard deviations',
    placeholder: 'sigma',
    example: 600,
  }),
  significance: option(z.number().positive().default(trackPeaksDefaults.significance), {
    help: 'least area of a peak that counts as seen, in standard errors',
    placeholder: 'sigma',
    example: 120,
  }),
  gate: option(z.number().positive().default(trackPeaksDefaults.gate), {
    help: 'standard deviations of prediction and fit by which a peak may miss its prediction',
    placeholder: 'sigma',
    example: 0.01,
  }),
  profile: option(z.enum(trackProfiles).default(trackPeaksDefaults.profile), {
    help: 'of the peaks: one width, one on each side for asymmetric peaks, or made asymmetric by a known axial divergence',
    placeholder: 'name',
    example: 'split-pseudo-voigt',
  }),
  darkLevel: option(z.number().min(0).max(1).default(trackPeaksDefaults.darkLevel), {
    help: 'patterns with less than this share of the usual intensity are dark, and left out',
    placeholder: 'share',
    example: 0.999,
  }),
});

/** Options of `operando xrd`. */
export const xrdOptions = z.strictObject({
  wavelength: option(wavelengthSchema.optional(), {
    help: 'CuKa (both lines), CuKa1, angstrom, or two as 1.5406,1.54439',
    placeholder: 'what',
    example: 0.71,
  }),
  hkl: option(z.array(reflection).default([]), {
    help: 'a reflection and its two-theta in the first pattern; with @ it is followed from there however weak; again for each',
    placeholder: 'hkl:angle',
    example: ['111:8.48', '220:13.87'],
  }),
  system: option(
    z.enum(['cubic', 'tetragonal', 'hexagonal', 'trigonal', 'orthorhombic', 'monoclinic', 'triclinic']).optional(),
    { help: 'crystal system of the cell to refine', placeholder: 'name', example: 'tetragonal' },
  ),
  peak: option(z.array(z.number().positive().max(180)).default([]), {
    help: 'two-theta of a peak to follow, and no others but the reflections; again for each',
    unit: 'deg',
    example: [8.48],
  }),
  exclude: option(z.array(excludedSchema).default([]), {
    help: 'a range that is left out of everything, as a line of the cell; again for each',
    placeholder: 'from:to',
    example: ['8:9'],
  }),
  hump: option(z.array(hump).default([]), {
    help: 'a broad hump below the peaks, its two-theta and full width: measured in every pattern, never a peak; again for each',
    placeholder: 'center:width',
    example: ['10.5:4'],
  }),
  humpGround: option(z.enum(['line', 'parabola']).default(humpDefaults.ground), {
    help: 'what lies below a hump, from two widths below it to two above; a line fixes its area better, where it is one',
    placeholder: 'name',
    example: 'line',
  }),
  axialDivergence: option(divergence.optional(), {
    help: 'S/L and H/L of the profile finger-cox-jephcoat: half the heights of sample and receiving slit over their distance, as a fit of a standard has them',
    placeholder: 'S/L:H/L',
    example: '0.02:0.015',
  }),
  refitWeights: option(z.enum(['errors', 'equal']).default(refitDefaults.weights), {
    help: 'measured again, points count by their errors, or all alike',
    placeholder: 'how',
    example: 'equal',
  }),
  trackGap: option(z.int().min(0).default(trackPeaksDefaults.maxGap), {
    help: 'patterns out of sight after which a peak is given up',
    placeholder: 'patterns',
    example: 0,
  }),
  fitCurves: option(z.boolean().default(false), {
    help: 'write a table of the patterns about the peaks with fitted curves and residuals',
    example: true,
  }),
  ...refinement,
  ...remeasuring,
  ...tracking,
  fit: option(rangeSchema.optional(), {
    help: 'part of two-theta in which peaks are followed',
    unit: 'deg',
    example: [8, 12],
  }),
  ...patternShape,
});

/** Options of `operando xrd`, defaults filled in. */
export type XrdOptions = z.output<typeof xrdOptions>;

/** The same as they are given: those with a default may be left out. */
export type XrdGiven = z.input<typeof xrdOptions>;
