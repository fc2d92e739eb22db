import { z } from 'zod';

/** Terms of the resolution law of a model file. */
type ResolutionTerms = {
  readonly noise?: number | undefined;
  readonly statistics?: number | undefined;
  readonly geometry?: number | undefined;
};

/** Energy scale, angle and resolution of one detector. */
export interface EdxrdDetector {
  readonly calibration?:
    | {
        readonly offset: number;
        readonly slope: number;
        readonly quadratic?: number | undefined;
        readonly convention?: 'centre' | 'left-edge' | undefined;
      }
    | undefined;
  readonly twoTheta?: number | undefined;
  readonly twoThetaStderr?: number | undefined;
  readonly resolution?: ResolutionTerms | undefined;
}

/** A phase of a model file. */
export interface EdxrdPhase {
  readonly name: string;
  readonly system: 'cubic' | 'tetragonal' | 'hexagonal' | 'trigonal' | 'orthorhombic' | 'monoclinic' | 'triclinic';
  readonly cell: Readonly<Partial<Record<'a' | 'b' | 'c' | 'alpha' | 'beta' | 'gamma', number | undefined>>>;
  readonly reflections: readonly (readonly [number, number, number])[];
  readonly marker?: readonly [number, number, number] | undefined;
  readonly searchRange?: number | undefined;
  readonly lithium?:
    | {
        readonly parameter: 'a' | 'b' | 'c' | 'c/a' | 'volume';
        readonly initial?: number | undefined;
        readonly x: readonly number[];
        readonly value: readonly number[];
        /** umol/cm2 of formula units in a slice, or slice by slice. */
        readonly activeAmount?: number | readonly number[] | undefined;
      }
    | undefined;
}

/** A model file of `operando edxrd`. */
export interface EdxrdModel extends EdxrdDetector {
  readonly positions: readonly number[] | { readonly first: number; readonly step: number; readonly count: number };
  readonly beamHeight?: number | undefined;
  /** Detectors of an array; without, one, or all as their header says. */
  readonly detectors?: readonly EdxrdDetector[] | undefined;
  readonly phases: readonly EdxrdPhase[];
  readonly fluorescence?:
    | {
        readonly elements?: readonly string[] | undefined;
        readonly detector?: 'Si' | 'Ge' | 'CdTe' | undefined;
        readonly maskWidth?: number | undefined;
      }
    | undefined;
  readonly profile?: 'gaussian' | 'pseudo-voigt' | 'exp-mod-gaussian' | undefined;
  readonly widths?: 'law' | 'free' | undefined;
  readonly background?: 'constant' | 'line' | 'quadratic' | undefined;
  readonly staticLine?: number | undefined;
  /** Dataset of an HDF5 file. */
  readonly dataset?: string | undefined;
  /** Seconds, where files do not say. */
  readonly liveTime?: number | undefined;
  /** cm2, for the balance against the cycler. */
  readonly electrodeArea?: number | undefined;
  /** Frames at which stages of cycling begin and end. */
  readonly stages?:
    | readonly { readonly name?: string | undefined; readonly from: number; readonly to: number }[]
    | undefined;
}

const detector = {
  calibration: z
    .strictObject({
      offset: z.number(),
      slope: z.number(),
      quadratic: z.number().optional(),
      convention: z.enum(['centre', 'left-edge']).optional(),
    })
    .optional(),
  twoTheta: z.number().optional(),
  twoThetaStderr: z.number().nonnegative().optional(),
  resolution: z
    .strictObject({ noise: z.number().optional(), statistics: z.number().optional(), geometry: z.number().optional() })
    .optional(),
};
const length = z.number().positive().optional();

/** Checks a model file. */
export const edxrdModel: z.ZodType<EdxrdModel> = z.strictObject({
  ...detector,
  positions: z.union([
    z.array(z.number()).min(1).max(100_000),
    z.strictObject({ first: z.number(), step: z.number(), count: z.number().int().positive().max(100_000) }),
  ]),
  beamHeight: z.number().positive().optional(),
  detectors: z.array(z.strictObject(detector)).max(1024).optional(),
  phases: z
    .array(
      z.strictObject({
        name: z.string(),
        system: z.enum(['cubic', 'tetragonal', 'hexagonal', 'trigonal', 'orthorhombic', 'monoclinic', 'triclinic']),
        cell: z.strictObject({ a: length, b: length, c: length, alpha: length, beta: length, gamma: length }),
        reflections: z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()])).min(1),
        marker: z.tuple([z.number().int(), z.number().int(), z.number().int()]).optional(),
        searchRange: z.number().positive().max(0.1).optional(),
        lithium: z
          .strictObject({
            parameter: z.enum(['a', 'b', 'c', 'c/a', 'volume']),
            initial: z.number().optional(),
            x: z.array(z.number()).min(2),
            value: z.array(z.number()).min(2),
            activeAmount: z.union([z.number(), z.array(z.number())]).optional(),
          })
          .optional(),
      }),
    )
    .min(1),
  fluorescence: z
    .strictObject({
      elements: z.array(z.string()).optional(),
      detector: z.enum(['Si', 'Ge', 'CdTe']).optional(),
      maskWidth: z.number().positive().optional(),
    })
    .optional(),
  profile: z.enum(['gaussian', 'pseudo-voigt', 'exp-mod-gaussian']).optional(),
  widths: z.enum(['law', 'free']).optional(),
  background: z.enum(['constant', 'line', 'quadratic']).optional(),
  staticLine: z.number().positive().optional(),
  dataset: z.string().optional(),
  liveTime: z.number().positive().optional(),
  electrodeArea: z.number().positive().optional(),
  stages: z
    .array(z.strictObject({ name: z.string().optional(), from: z.number().int(), to: z.number().int() }))
    .optional(),
});
