import { z } from 'zod';
import type { Background, Instrument, Orientation, RefineOptions } from '@operando/xrd-rietveld';
import { distinctNames } from '../../options/distinct-names.js';
import { option, shapeOf } from '../../options/option.js';
import { rangeSchema } from '../../technique/shared-options.js';
import { patternShape } from '../xrd/pattern-shape.js';
import { excludedSchema, wavelengthSchema } from '../xrd/shared-schemas.js';

const method = z.enum(['rietveld', 'pawley', 'lebail']);

const cell = z.strictObject({
  a: option(z.number().positive().optional(), { help: 'edge', unit: 'angstrom' }),
  b: option(z.number().positive().optional(), { help: 'edge', unit: 'angstrom' }),
  c: option(z.number().positive().optional(), { help: 'edge', unit: 'angstrom' }),
  alpha: option(z.number().positive().max(180).optional(), { help: 'angle', unit: 'deg' }),
  beta: option(z.number().positive().max(180).optional(), { help: 'angle', unit: 'deg' }),
  gamma: option(z.number().positive().max(180).optional(), { help: 'angle', unit: 'deg' }),
});

const orientation = z.strictObject(
  shapeOf<Orientation>()({
    axis: option(z.tuple([z.number(), z.number(), z.number()]), {
      help: 'h, k, l of the planes that crystallites lie with',
    }),
    ratio: option(z.number().positive().optional(), {
      help: 'March-Dollase ratio to begin with: below 1 for plates (default: 1, none)',
    }),
  }),
);

const site = z.strictObject({
  x: option(z.number().optional(), { help: 'place along a' }),
  y: option(z.number().optional(), { help: 'place along b' }),
  z: option(z.number().optional(), { help: 'place along c' }),
  occupancy: option(z.number().min(0).max(1).optional(), { help: 'part of the places that are taken' }),
  uiso: option(z.number().min(0).optional(), {
    help: 'isotropic mean square displacement, in place of an anisotropic one too',
    unit: 'angstrom^2',
  }),
});

const phase = z.strictObject({
  cif: option(z.string().min(1), { help: 'CIF of its structure', path: true }),
  name: option(z.string().min(1).optional(), { help: 'what it is called (default: the name of the file)' }),
  block: option(z.string().optional(), { help: 'data block of the CIF, where it has several structures' }),
  spaceGroup: option(z.string().optional(), {
    help: 'space group in place of that of the CIF, as where that leaves the origin open: F d -3 m:2, or a Hall symbol',
  }),
  cell: option(cell.optional(), { help: 'cell to begin with (default: that of the CIF)' }),
  size: option(z.number().positive().optional(), {
    help: 'of crystallites, K 1, to begin with (default: without end)',
    unit: 'nm',
  }),
  strain: option(z.number().min(0).optional(), {
    help: 'microstrain to begin with: full width over tan theta (default: 0)',
    unit: '1e-6',
  }),
  strainAxis: option(z.tuple([z.number(), z.number(), z.number()]).optional(), {
    help: 'h, k, l of the planes along which strain is another than across',
  }),
  strainAlong: option(z.number().min(0).optional(), {
    help: 'microstrain along that axis to begin with (default: as across)',
    unit: '1e-6',
  }),
  orientation: option(orientation.optional(), { help: 'preferred orientation' }),
  displacement: option(z.number().optional(), {
    help: 'of this phase beyond that of the sample, as of a foil (default: 0)',
    unit: 'mm',
  }),
  method: option(method.optional(), { help: 'how its intensities come about (default: as of all)' }),
  refine: option(
    z.array(z.enum(['cell', 'size', 'strain', 'stephens', 'orientation', 'displacement'])).default(['cell']),
    { help: 'what is refined of it beside its scale' },
  ),
  sites: option(z.record(z.string(), site).optional(), {
    help: 'numbers of sites in place of those of the CIF, by label, as {O1: {uiso: 0.01}, Li1: {occupancy: 0.6}}',
  }),
  atoms: option(z.array(z.union([z.string(), z.record(z.string(), z.number())])).default([]), {
    help: 'what is refined of its atoms: O1.x, Li1.occupancy, O1.uiso, or several together with factors, {Fe1.occupancy: 1, Mn1.occupancy: -1}',
  }),
  ions: option(z.boolean().default(false), { help: 'form factors of the ions that the CIF names' }),
});

/** A phase of `operando rietveld`, defaults filled in. */
export type PhaseOptions = z.output<typeof phase>;

const stem = (path: string): string => path.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');

/** What a phase is called. */
export const phaseName = ({ name, cif }: Pick<PhaseOptions, 'name' | 'cif'>): string => name ?? stem(cif);

const distinctPhases = distinctNames<PhaseOptions[]>('phase', (phases) =>
  phases.map((each, i) => ({ name: phaseName(each), path: [i, each.name === undefined ? 'cif' : 'name'] })),
);

const refinable = ['zero', 'displacement', 'u', 'v', 'w', 'x', 'y', 'z', 'axial'] as const;

const instrument = z.strictObject({
  ...shapeOf<Omit<Instrument, 'radiation' | 'lines' | 'polarisation'>>()({
    geometry: option(z.enum(['bragg-brentano', 'debye-scherrer']).optional(), {
      help: 'which way a displaced sample moves lines (default: bragg-brentano)',
    }),
    radius: option(z.number().positive().optional(), {
      help: 'distance of sample and detector, for displacements',
      unit: 'mm',
    }),
    zero: option(z.number().optional(), { help: 'added to two-theta (default: 0)', unit: 'deg' }),
    displacement: option(z.number().optional(), { help: 'of the sample (default: 0)', unit: 'mm' }),
    u: option(z.number().optional(), { help: 'Gaussian width^2: u tan^2 + v tan + w (default: 0)', unit: 'deg^2' }),
    v: option(z.number().optional(), { help: 'see u (default: 0)', unit: 'deg^2' }),
    w: option(z.number().optional(), { help: 'see u (default: 0)', unit: 'deg^2' }),
    x: option(z.number().optional(), { help: 'Lorentzian width: x / cos + y tan + z (default: 0)', unit: 'deg' }),
    y: option(z.number().optional(), { help: 'see x (default: 0)', unit: 'deg' }),
    z: option(z.number().optional(), { help: 'see x (default: 0)', unit: 'deg' }),
    sampleHeight: option(z.number().min(0).optional(), {
      help: 'axial divergence: half height of the sample over its distance to the detector (default: 0)',
    }),
    slitHeight: option(z.number().min(0).optional(), {
      help: 'the same of the slit before the detector (default: that of the sample)',
    }),
  }),
  monochromator: option(z.number().positive().max(180).optional(), {
    help: 'two-theta of a crystal monochromator of a tube, 26.6 for graphite and Cu (default: none)',
    unit: 'deg',
  }),
  polarisation: option(z.number().min(0).max(1).optional(), {
    help: 'share of a beam that is polarised in the horizontal plane, with azimuth',
  }),
  azimuth: option(z.number().optional(), {
    help: 'of the detector from that plane (default: mean of full rings)',
    unit: 'deg',
  }),
  refine: option(z.array(z.enum(refinable)).default([]), { help: 'what is refined of it in every pattern' }),
});

const hump = z.strictObject({
  center: option(z.number().positive().max(180), { help: 'its two-theta', unit: 'deg' }),
  fwhm: option(z.number().positive().max(180), { help: 'its full width at half maximum', unit: 'deg' }),
});

const background = z.strictObject({
  ...shapeOf<Omit<Background, 'patterns'>>()({
    terms: option(z.int().min(0).max(60).default(6), { help: 'Chebyshev polynomials' }),
    humps: option(z.array(hump).default([]), {
      help: 'broad humps of fixed place and width, whose heights are fitted',
    }),
  }),
  pattern: option(z.string().optional(), {
    help: 'measured pattern of the empty cell, whose scale is fitted; its own noise is not in the errors',
    path: true,
  }),
});

const fitting = shapeOf<Pick<RefineOptions, 'maximumCycles' | 'tolerance'>>()({
  maximumCycles: option(z.int().positive().default(50), {
    help: 'most cycles of a refinement',
    placeholder: 'n',
    example: 1,
  }),
  tolerance: option(z.number().positive().default(1e-4), {
    help: 'a refinement ends when chi-square could fall by no more than this',
    placeholder: 'chi2',
    example: 1e6,
  }),
});

/** Options of `operando rietveld`. */
export const rietveldOptions = z.strictObject({
  phases: option(z.array(phase).min(1).superRefine(distinctPhases), { help: 'crystalline phases that there may be' }),
  radiation: option(z.enum(['x-ray', 'neutron']).default('x-ray'), {
    help: 'what the patterns are measured with',
    placeholder: 'what',
    example: 'neutron',
  }),
  wavelength: option(wavelengthSchema.optional(), {
    help: 'CuKa (both lines), CuKa1, angstrom, or two as 1.5406,1.54439 (default: as the files say)',
    placeholder: 'what',
    example: 0.4126,
  }),
  instrument: option(instrument.default({ refine: [] }), {
    help: 'widths of lines, shifts, polarisation, and what is refined of them',
    example: { zero: 0.01, w: 2e-4, refine: [] },
  }),
  background: option(background.default({ terms: 6, humps: [] }), {
    help: 'what lies under the lines',
    example: { terms: 3, humps: [] },
  }),
  method: option(method.default('rietveld'), {
    help: 'intensities from the structures, or fitted line by line (pawley), or shared out (lebail)',
    placeholder: 'name',
    example: 'lebail',
  }),
  anomalous: option(z.record(z.string(), z.tuple([z.number(), z.number()])).optional(), {
    help: "f' and f'' of elements in electrons, in place of those of the tables, as {Ni: [-3.0, 0.5]}",
    example: { Al: [-2, 1] },
  }),
  scatteringLengths: option(z.record(z.string(), z.number()).optional(), {
    help: 'scattering lengths of elements or nuclides for neutrons in fm, in place of those of the tables, as {7Li: -2.22}',
    example: { Al: 7 },
  }),
  fit: option(rangeSchema.optional(), {
    help: 'part of two-theta that is refined',
    unit: 'deg',
    example: [8, 18],
  }),
  exclude: option(z.array(excludedSchema).default([]), {
    help: 'a range that is left out, as a line of a window; again for each',
    placeholder: 'from:to',
    example: ['13:14'],
  }),
  ...fitting,
  shared: option(z.array(z.string()).default([]), {
    help: 'a refined parameter that has one value in all patterns, as u or Al.orientation; again for each',
    placeholder: 'name',
    example: ['Al.a'],
  }),
  smooth: option(z.array(z.string()).default([]), {
    help: 'a refined parameter that goes smoothly through the series, as displacement; how smoothly, the series says itself; again for each',
    placeholder: 'name',
    example: ['displacement'],
  }),
  blockFrames: option(z.int().min(2).optional(), {
    help: 'patterns of a block that is refined by itself, from 4 patterns before it on, so that programs can share blocks out; where two of them meet more than 0.1 standard errors apart it is told (default: every pattern from the one before)',
    placeholder: 'n',
    example: 3,
  }),
  identify: option(z.boolean().default(false), {
    help: 'refine only phases that the first pattern, that in the middle or the last shows; what speaks for and against each is a table',
    example: true,
  }),
  showFrame: option(z.array(z.int().min(0)).default([]), {
    help: 'a pattern to show with what was fitted, its number from 0; again for each (default: the first and the last)',
    placeholder: 'frame',
    example: [1],
  }),
  ...patternShape,
});

/** Options of `operando rietveld`, defaults filled in. */
export type RietveldOptions = z.output<typeof rietveldOptions>;

/** The same as they are given: those with a default may be left out. */
export type RietveldGiven = z.input<typeof rietveldOptions>;
