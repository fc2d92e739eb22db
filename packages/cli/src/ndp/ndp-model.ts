import { z } from 'zod';

/** A layer as a sample file states it: lengths in um, densities in g/cm3. */
export interface ModelLayer {
  readonly material: string;
  readonly name?: string | undefined;
  readonly thickness: number;
  readonly density?: number | undefined;
  readonly isotopes?: Readonly<Record<string, number>> | undefined;
  readonly thicknessStderr?: number | undefined;
  readonly roughness?: number | undefined;
  readonly stoppingScale?: number | undefined;
  readonly stoppingUncertainty?: number | undefined;
}

/** A line to calibrate by. */
export interface ModelLine {
  readonly near: number;
  readonly halfWidth: number;
  readonly energy: number;
  readonly energyStderr?: number | undefined;
  readonly tail?: boolean | undefined;
}

/** A sample file for `operando ndp`: the options of the library, under their names. */
export interface NdpModel {
  readonly sample: {
    readonly reaction?: string | undefined;
    readonly particles?: readonly string[] | undefined;
    readonly angle?: number | undefined;
    readonly layers: readonly ModelLayer[];
    readonly window?: readonly ModelLayer[] | undefined;
    readonly deadLayer?: readonly ModelLayer[] | undefined;
    readonly detectorFwhm: number;
    readonly angularSpread?: number | undefined;
    readonly threshold?: number | undefined;
    readonly source?: 'auto' | 'nist' | 'icru49' | 'zbl85' | undefined;
    readonly straggling?: 'bohr' | 'chu' | 'yang' | 'none' | undefined;
  };
  readonly calibration:
    | { readonly offset: number; readonly gain: number; readonly quadratic?: number | undefined }
    | { readonly lines: readonly ModelLine[]; readonly order?: 1 | 2 | undefined };
  readonly geometry: {
    readonly isotopeFraction?: number | undefined;
    readonly flux?: number | undefined;
    readonly area?: number | undefined;
    readonly solidAngleFraction?: number | undefined;
    readonly efficiency?: number | undefined;
    readonly relativeUncertainty?: number | undefined;
    readonly sensitivity?: number | undefined;
    readonly monitorRate?: number | undefined;
  };
  /** Channels of each spectrum whose sum is the neutron monitor. */
  readonly monitorChannels?: readonly [number, number] | undefined;
  /** Spectrum of a blank without lithium, scaled by live time. */
  readonly background?: string | undefined;
  /** Seconds per count, for files without live times. */
  readonly deadTime?: number | undefined;
  readonly interfaceWidth?: number | readonly number[] | undefined;
  readonly beam?: { readonly angle?: number | undefined; readonly from?: 'front' | 'back' | undefined } | undefined;
  readonly energyRange?: readonly [number, number] | undefined;
  /** Layer whose lithium is compared with the charge; sign -1 where charging takes lithium out of it. */
  readonly charge?:
    | { readonly layer: string; readonly electrodeArea?: number | undefined; readonly sign?: 1 | -1 | undefined }
    | undefined;
}

const layer = z.strictObject({
  material: z.string(),
  name: z.string().optional(),
  thickness: z.number(),
  density: z.number().optional(),
  isotopes: z.record(z.string(), z.number()).optional(),
  thicknessStderr: z.number().optional(),
  roughness: z.number().optional(),
  stoppingScale: z.number().optional(),
  stoppingUncertainty: z.number().optional(),
});

/** Checks a sample file. */
export const ndpModel: z.ZodType<NdpModel> = z.strictObject({
  sample: z.strictObject({
    reaction: z.string().optional(),
    particles: z.array(z.string()).optional(),
    angle: z.number().optional(),
    layers: z.array(layer).min(1),
    window: z.array(layer).optional(),
    deadLayer: z.array(layer).optional(),
    detectorFwhm: z.number(),
    angularSpread: z.number().optional(),
    threshold: z.number().optional(),
    source: z.enum(['auto', 'nist', 'icru49', 'zbl85']).optional(),
    straggling: z.enum(['bohr', 'chu', 'yang', 'none']).optional(),
  }),
  calibration: z.union([
    z.strictObject({ offset: z.number(), gain: z.number(), quadratic: z.number().optional() }),
    z.strictObject({
      lines: z
        .array(
          z.strictObject({
            near: z.number(),
            halfWidth: z.number(),
            energy: z.number(),
            energyStderr: z.number().optional(),
            tail: z.boolean().optional(),
          }),
        )
        .min(2),
      order: z.union([z.literal(1), z.literal(2)]).optional(),
    }),
  ]),
  geometry: z.strictObject({
    isotopeFraction: z.number().optional(),
    flux: z.number().optional(),
    area: z.number().optional(),
    solidAngleFraction: z.number().optional(),
    efficiency: z.number().optional(),
    relativeUncertainty: z.number().optional(),
    sensitivity: z.number().optional(),
    monitorRate: z.number().optional(),
  }),
  monitorChannels: z.tuple([z.number().int(), z.number().int()]).optional(),
  background: z.string().optional(),
  deadTime: z.number().optional(),
  interfaceWidth: z.union([z.number(), z.array(z.number())]).optional(),
  beam: z.strictObject({ angle: z.number().optional(), from: z.enum(['front', 'back']).optional() }).optional(),
  energyRange: z.tuple([z.number(), z.number()]).optional(),
  charge: z
    .strictObject({
      layer: z.string(),
      electrodeArea: z.number().optional(),
      sign: z.union([z.literal(1), z.literal(-1)]).optional(),
    })
    .optional(),
});
