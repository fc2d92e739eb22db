import { absorptionCodes } from './absorption-codes.js';
import { crystalCodes } from './crystal-codes.js';
import { energyLossCodes } from './energy-loss-codes.js';
import { errorCodes } from './error-codes.js';
import type { OperandoErrorCode } from './error-codes.js';
import { fittingCodes } from './fitting-codes.js';
import { radiographCodes } from './radiograph-codes.js';
import { readingCodes } from './reading-codes.js';
import { seriesCodes } from './series-codes.js';
import { writingCodes } from './writing-codes.js';

/** Every warning the house gives, with what it means and what can be done. A code never changes its meaning. */
export const warningCodes: typeof absorptionCodes &
  typeof crystalCodes &
  typeof energyLossCodes &
  typeof fittingCodes &
  typeof radiographCodes &
  typeof readingCodes &
  typeof seriesCodes &
  typeof writingCodes = {
  ...absorptionCodes,
  ...crystalCodes,
  ...energyLossCodes,
  ...fittingCodes,
  ...radiographCodes,
  ...readingCodes,
  ...seriesCodes,
  ...writingCodes,
};

/** Stable codes of every warning the house gives; {@link warningCodes} says what they mean. */
export type WarningCode = keyof typeof warningCodes;

/**
 * What a warning may carry: a code of {@link warningCodes}; that of an error which befell a part of the data only, such as one
 * frame of a series; or, from formats and techniques that users add, one of their own that begins with `x-`.
 */
export type AnyWarningCode = WarningCode | OperandoErrorCode | `x-${string}`;

/** Whether a word is a code a warning may carry. */
export function isWarningCode(code: string): code is AnyWarningCode {
  return Object.hasOwn(warningCodes, code) || Object.hasOwn(errorCodes, code) || code.startsWith('x-');
}
