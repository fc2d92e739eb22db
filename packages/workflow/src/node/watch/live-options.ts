import { z } from 'zod';

/**
 * Options as a watch runs with: a file that cannot be read is left out and said, and a row that is just being written to the log of the
 * cycler does not count.
 *
 * @param schema Of the technique.
 */
export function liveOptions(schema: z.ZodType, options: object, hasCycler: boolean): object {
  const shape: object = schema instanceof z.ZodObject ? schema.shape : {};
  return {
    ...options,
    ...('skipBad' in shape ? { skipBad: true } : {}),
    ...('lastRow' in shape && hasCycler ? { lastRow: 'drop' } : {}),
  };
}
