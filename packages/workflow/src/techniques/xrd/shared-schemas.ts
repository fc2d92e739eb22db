import { z } from 'zod';
import { faultOf } from '../../options/fault-of.js';
import { rangeSchema } from '../../technique/shared-options.js';
import { excludedRange } from './excluded-range.js';
import { radiationOf } from './radiation.js';

/** Radiation as `radiationOf` reads it. */
export const wavelengthSchema = z
  .union([z.number(), z.string()])
  .refine((text) => faultOf(radiationOf, text) === undefined, {
    error: ({ input }) => faultOf(radiationOf, String(input)),
  });

/** A range that is left out, as `excludedRange` reads it. */
export const excludedSchema = z.union([
  z.string().refine((text) => faultOf(excludedRange, text) === undefined, {
    error: ({ input }) => faultOf(excludedRange, String(input)),
  }),
  rangeSchema,
]);
