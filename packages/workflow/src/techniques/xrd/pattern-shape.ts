import { z } from 'zod';
import { option } from '../../options/option.js';
import {
  columnsAsFrames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingShape,
} from '../../technique/shared-options.js';

/** How powder patterns are read, joined to the cycler's log and shown. */
export const patternShape = {
  column: option(z.union([z.string(), z.int().positive()]).optional(), {
    help: 'column of the intensities, by label or number (default: the second)',
    placeholder: 'name',
    example: 2,
  }),
  columnsAsFrames: columnsAsFrames('pattern'),
  scanLog: option(z.string().optional(), {
    help: 'log of scans with start (and end) times, found by the numbers in the file names',
    placeholder: 'csv',
    path: true,
  }),
  range: option(rangeSchema.optional(), { help: 'two-theta shown', unit: 'deg', example: [8, 12] }),
  ...cyclerShape('patterns'),
  ...readingShape('patterns', 'angles'),
  ...figureShape,
} as const;
