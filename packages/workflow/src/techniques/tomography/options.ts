import { z } from 'zod';
import { tomogramDefaults } from '@operando/tomogram-measure/defaults';
import { option } from '../../options/option.js';
import { cyclerShape, figureShape } from '../../technique/shared-options.js';

const labels = option(z.array(z.int().min(0).max(255)).min(1).optional(), {
  help: 'labels of volumes that hold labels, in place of a grey value',
});
const material = z.strictObject({
  grey: option(z.number().optional(), { help: 'grey value in the first volume' }),
  labels,
});
const materialWithError = z.strictObject({
  grey: option(z.number().optional(), { help: 'grey value in the first volume' }),
  stderr: option(z.number().min(0).default(0), { help: 'standard error of that grey value' }),
  labels,
});
const pair = z.tuple([z.number(), z.number()]);

const materials = z.strictObject({
  electrode: option(material, {
    help: 'material above the interface, in which voids open; it does not change its grey',
  }),
  electrolyte: option(material, {
    help: 'material below the interface, in which cracks run; it does not change its grey',
  }),
  void: option(materialWithError, { help: 'void' }),
  crack: option(z.strictObject({ labels }).optional(), { help: 'cracks, where labels tell them from voids' }),
  particles: option(materialWithError.optional(), { help: 'bodies in or below the electrolyte' }),
});

/** Options of `operando tomography`. */
export const tomographyOptions = z.strictObject({
  materials: option(materials, {
    help: 'what the grey values (or labels) stand for',
    placeholder: 'cell.yaml',
    inFile: true,
  }),
  registered: option(z.boolean().default(false), {
    help: 'the volumes lie on each other: no motion is looked for',
    example: true,
  }),
  interface: option(z.union([z.number(), z.string().regex(/^z=\d+(?:\.\d+)?$/)]).optional(), {
    help: 'slice near which electrode and electrolyte meet, where they do so more than once (default: found)',
    placeholder: 'z',
    example: 6,
  }),
  voxelSize: option(
    z
      .union([z.number().positive(), z.tuple([z.number().positive(), z.number().positive(), z.number().positive()])])
      .optional(),
    {
      help: 'edge of a voxel, or its edges along z, y and x (default: as the files say)',
      unit: 'um',
      example: 2,
    },
  ),
  region: option(
    z
      .strictObject({
        middle: option(pair, { help: 'its midpoint (y, x)', unit: 'pixels' }),
        radius: option(z.number().positive(), { help: 'its radius', unit: 'pixels' }),
      })
      .optional(),
    {
      help: 'round region that is measured (default: where both materials are found)',
      example: { middle: [12, 12], radius: 9 },
    },
  ),
  axis: option(pair.optional(), {
    help: 'axis of rotation (y, x), about which rings and cupping lie (default: the midpoint of the region)',
    unit: 'pixels',
    example: [11, 12],
  }),
  evenGrey: option(z.boolean().default(false), {
    help: 'one pair of grey levels holds for all of a volume: there are neither rings nor cupping to correct',
    example: true,
  }),
  reach: option(z.number().min(4).default(tomogramDefaults.reach), {
    help: 'roughness and voids stay within so many voxels of the interface',
    unit: 'voxels',
    example: 8,
  }),
  margin: option(z.number().min(0).default(tomogramDefaults.margin), {
    help: 'pixels at the edge of the region that are not looked at, since the casing is blurred into them',
    unit: 'pixels',
    example: 3,
  }),
  minimumVoxels: option(z.int().min(1).default(tomogramDefaults.minimumVoxels), {
    help: 'smallest crack or particle; of labels, smallest body',
    unit: 'voxels',
    example: 4000,
  }),
  connectivity: option(z.union([z.literal(6), z.literal(18), z.literal(26)]).default(tomogramDefaults.connectivity), {
    help: 'voxels of labels hang together by faces (6), edges too (18), or corners too (26)',
    example: 6,
  }),
  electrodeArea: option(z.number().positive().optional(), {
    help: 'area of the electrode that the log is about, to compare void with stripped lithium (default: the region is all of it)',
    unit: 'cm2',
    example: 0.5,
  }),
  dataset: option(z.string().optional(), {
    help: 'dataset of HDF5 files, or array of zarr folders',
    placeholder: 'path',
  }),
  timeStep: option(z.number().positive().optional(), {
    help: 'seconds from volume to volume',
    unit: 's',
    example: 60,
  }),
  ...cyclerShape('volumes'),
  ...figureShape,
});

/** Options of `operando tomography`, defaults filled in. */
export type TomographyOptions = z.output<typeof tomographyOptions>;

/** The same as they are given: those with a default may be left out. */
export type TomographyGiven = z.input<typeof tomographyOptions>;
