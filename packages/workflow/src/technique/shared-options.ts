import { z } from 'zod';
import { figureWidths } from '@operando/plot/limits';
import { option } from '../options/option.js';

/** How files of frames are read. @param frames What they are called. @param axis What they are measured at. */
export function readingShape(frames: string, axis: string) {
  return {
    timeStep: option(z.number().positive().optional(), {
      help: 'seconds from frame to frame, when the files do not say',
      unit: 's',
      example: 60,
    }),
    grid: option(z.enum(['same', 'interpolate']).default('same'), {
      help: `${frames} on different ${axis}: an error, or interpolated onto those of the first`,
      placeholder: 'how',
      example: 'interpolate',
    }),
    frameDateOrder: option(z.enum(['month-first', 'day-first']).optional(), {
      help: `for dates such as 07/08/2022 in files of ${frames}`,
      placeholder: 'how',
      example: 'day-first',
    }),
    skipBad: option(z.boolean().default(false), {
      help: 'leave unreadable files out, and say so, instead of stopping',
      example: true,
    }),
  } as const;
}

/** That a table holds many frames, a column each. @param frame What one is called. */
export function columnsAsFrames(frame: string) {
  return option(z.boolean().default(false), {
    help: `every column of a table beside its first is a ${frame} of its own`,
    example: true,
  });
}

/** Options of {@link readingShape}: data in memory have been read. */
export const readingNames = ['timeStep', 'grid', 'frameDateOrder', 'skipBad'] as const;

/** Options of {@link cyclerShape} that say how its file is read. */
export const cyclerReadingNames = ['cyclerStart', 'currentSign', 'timeUnit', 'lastRow', 'dateOrder'] as const;

/** How the cycler's log is read and joined to the frames. */
export function cyclerShape(frames: string) {
  return {
    join: option(z.enum(['average', 'interpolate']).default('average'), {
      help: 'cycler values per frame: mean over the exposure, or value at its middle',
      placeholder: 'how',
      example: 'interpolate',
    }),
    clockOffset: option(z.number().optional(), {
      help: "seconds to add to the cycler's clock; for a log without dates, from the begin of the first frame to its time 0, 0 too",
      unit: 's',
      example: 300,
    }),
    cyclerClock: option(z.enum(['dates', 'first-frame']).default('dates'), {
      help: `how the clocks of log and ${frames} are joined: by their dates, or by a log whose time 0 is the begin of the first frame`,
      placeholder: 'how',
      example: 'first-frame',
    }),
    cyclerStart: option(z.union([z.string().min(1), z.array(z.string().min(1))]).optional(), {
      help: `date and time of the time 0 of a log without dates, as 2024-05-01T08:00:00+02:00; without a zone on the clock of files of ${frames} that state none; again for each such log`,
      placeholder: 'date',
      example: ['2022-07-26T22:38:30Z'],
    }),
    maxGap: option(z.number().positive().default(600), {
      help: `${frames} in a longer pause of the cycler log get no value`,
      unit: 's',
      example: 5,
    }),
    backwards: option(z.enum(['error', 'drop']).default('error'), {
      help: 'rows of a cycler log whose time falls behind the rows before: an error, or left out, and said',
      placeholder: 'how',
      example: 'drop',
    }),
    currentSign: option(z.enum(['as-is', 'negate', 'from-voltage']).optional(), {
      help: 'for logs whose current carries no sign, or the wrong one (default: checked against the voltage)',
      placeholder: 'how',
      example: 'negate',
    }),
    timeUnit: option(z.enum(['s', 'min', 'h', 'd']).optional(), {
      help: "of the cycler log's elapsed time, where its label is wrong",
      placeholder: 'unit',
      example: 'min',
    }),
    lastRow: option(z.enum(['error', 'drop']).default('error'), {
      help: 'of a cycler log that is still being written: an error, or left out',
      placeholder: 'how',
      example: 'drop',
    }),
    dateOrder: option(z.enum(['month-first', 'day-first']).optional(), {
      help: 'for dates such as 07/08/2022 in a cycler log',
      placeholder: 'how',
      example: 'day-first',
    }),
  } as const;
}

const [narrowest, widest] = figureWidths;

/** How figures look, and whether a page is made of them. */
export const figureShape = {
  width: option(z.number().min(narrowest).max(widest).default(170), {
    help: 'width of the figure',
    unit: 'mm',
    example: 120,
  }),
  title: option(z.string().optional(), { help: 'title of the figure', placeholder: 'text', example: 'Cell A' }),
  report: option(z.boolean().default(false), {
    help: 'also write report.html: one page to look at every frame, fit and number, offline',
    example: true,
  }),
} as const;

/** `from:to` of a coordinate, increasing. */
export const rangeSchema: z.ZodType<[number, number], [number, number]> = z
  .tuple([z.number(), z.number()])
  .refine(([from, to]) => to > from, 'the second number must be the larger');
