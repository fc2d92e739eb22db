import { isOperandoError } from '@operando/core';
import type { OperandoWarning, ResultFigure } from '@operando/core';

/** Figures, and why others are missing. */
export interface DrawnFigures {
  readonly figures: readonly ResultFigure[];
  readonly warnings: readonly OperandoWarning[];
}

/** That figures could not be drawn. @throws What is no error of the data or of options. */
export function undrawn(error: unknown, what: string): OperandoWarning {
  if (!isOperandoError(error)) throw error;
  return {
    code: 'figure-left-out',
    message: `${what} could not be drawn, the results are whole: ${error.message}`,
    ...(error.where === undefined ? {} : { where: error.where }),
  };
}

/** Figures of an analysis. What went wrong with them is a warning: hours of computing are not lost for a page that is too narrow. */
export function drawn(draw: () => readonly ResultFigure[]): DrawnFigures {
  try {
    return { figures: draw(), warnings: [] };
  } catch (error) {
    return { figures: [], warnings: [undrawn(error, 'the figures')] };
  }
}
