import type { OperandoWarning } from '@operando/core';

/** What is told of intensities that are no counts and have no errors. */
export const ofScatter: OperandoWarning = {
  code: 'errors-from-scatter',
  message:
    'the intensities are no counts (rates, scaled or averaged) and have no standard deviations: these were taken from the scatter of neighbouring points, in proportion to the root of the intensity',
};
