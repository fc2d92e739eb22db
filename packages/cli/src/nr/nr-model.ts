import { z } from 'zod';

/** A number, or an expression of parameters. */
export type ModelValue = number | string;

/** One layer of a model file: lengths in angstrom, SLD in 1e-6 per square angstrom, or a material with its density in g/cm3. */
export interface NrLayer {
  readonly name?: string | undefined;
  readonly thickness?: ModelValue | undefined;
  readonly sld?: ModelValue | undefined;
  readonly isld?: ModelValue | undefined;
  readonly roughness?: ModelValue | undefined;
  readonly solvation?: ModelValue | undefined;
  readonly solvent?: ModelValue | undefined;
  readonly interface?: 'erf' | 'tanh' | 'linear' | 'exponential' | 'sinusoidal' | 'step' | undefined;
  readonly material?: string | undefined;
  readonly density?: number | undefined;
  readonly repeat?: number | undefined;
  readonly layers?: readonly NrLayer[] | undefined;
  readonly knots?: readonly ModelValue[] | undefined;
  readonly slices?: number | undefined;
}

/** A model file of `operando nr`. */
export interface NrModel {
  readonly name?: string | undefined;
  readonly parameters: Readonly<
    Record<
      string,
      {
        readonly value: number;
        readonly bounds?: [number, number] | undefined;
        readonly fixed?: boolean | undefined;
        readonly prior?: { readonly mean: number; readonly stderr: number } | undefined;
      }
    >
  >;
  readonly layers: readonly NrLayer[];
  readonly scale?: ModelValue | undefined;
  readonly background?: ModelValue | undefined;
  /** Where the data have no width of their own, or another. */
  readonly resolution?:
    | {
        readonly relative?: number | undefined;
        readonly dq?: number | undefined;
        readonly kind: 'sigma' | 'fwhm';
        readonly shape?: 'gaussian' | 'log-gaussian' | 'box' | undefined;
        readonly method?: 'adaptive' | 'orso' | undefined;
      }
    | undefined;
  /** What the fourth column of plain tables is. */
  readonly columnKind?: 'sigma' | 'fwhm' | undefined;
  /** Parameters that all curves of a co-refinement share. */
  readonly shared?: readonly string[] | undefined;
  /** Parameters that follow a curve through a series. */
  readonly linked?:
    | Readonly<
        Record<string, { readonly curve: 'constant' | 'linear' | 'spline'; readonly knots?: number | undefined }>
      >
    | undefined;
}

const value = z.union([z.number(), z.string()]);
const layer: z.ZodType<NrLayer> = z.strictObject({
  name: z.string().optional(),
  thickness: value.optional(),
  sld: value.optional(),
  isld: value.optional(),
  roughness: value.optional(),
  solvation: value.optional(),
  solvent: value.optional(),
  interface: z.enum(['erf', 'tanh', 'linear', 'exponential', 'sinusoidal', 'step']).optional(),
  material: z.string().optional(),
  density: z.number().optional(),
  repeat: z.number().int().optional(),
  layers: z.array(z.lazy(() => layer)).optional(),
  knots: z.array(value).optional(),
  slices: z.number().int().optional(),
});

/** Checks a model file. */
export const nrModel: z.ZodType<NrModel> = z.strictObject({
  name: z.string().optional(),
  parameters: z.record(
    z.string().regex(/^[A-Za-z_]\w*$/),
    z.strictObject({
      value: z.number(),
      bounds: z.tuple([z.number(), z.number()]).optional(),
      fixed: z.boolean().optional(),
      prior: z.strictObject({ mean: z.number(), stderr: z.number().positive() }).optional(),
    }),
  ),
  layers: z.array(layer).min(2),
  scale: value.optional(),
  background: value.optional(),
  resolution: z
    .strictObject({
      relative: z.number().optional(),
      dq: z.number().optional(),
      kind: z.enum(['sigma', 'fwhm']),
      shape: z.enum(['gaussian', 'log-gaussian', 'box']).optional(),
      method: z.enum(['adaptive', 'orso']).optional(),
    })
    .optional(),
  columnKind: z.enum(['sigma', 'fwhm']).optional(),
  shared: z.array(z.string()).optional(),
  linked: z
    .record(
      z.string(),
      z.strictObject({ curve: z.enum(['constant', 'linear', 'spline']), knots: z.number().int().optional() }),
    )
    .optional(),
});
