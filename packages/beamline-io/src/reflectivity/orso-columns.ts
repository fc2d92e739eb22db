import { fwhmPerSigma, OperandoError, splitUnitNumber } from '@operando/core';
import type { OperandoErrorWhere } from '@operando/core';
import { said } from '../text/said.js';

/** What brings Q in a unit, however it is spelled, to 1/angstrom; undefined for units that are not known. */
export function angstromsPerUnit(unit: string): number | undefined {
  const split = splitUnitNumber(unit);
  const spelled = split.unit.normalize('NFC').replace('⁻¹', '-1');
  if (perNanometre.test(spelled)) return 0.1 * split.coefficient;
  return perAngstrom.test(spelled) ? split.coefficient : undefined;
}

const perNanometre = /^(1\s*\/\s*nm|nm\s*(\^|\*\*)?\s*\(?-1\)?)$/;
const perAngstrom = /^(1\s*\/\s*(a|å|ang|[aå]ngstr[oö]ms?)|(a|å|ang|[aå]ngstr[oö]ms?)\s*(\^|\*\*)?\s*\(?-1\)?|)$/i;

/** Standard deviations per full width at half maximum, by distribution; one that a file does not name is normal. */
const deviationsPerWidth: Readonly<Record<string, number>> = {
  gaussian: 1 / fwhmPerSigma,
  triangular: 1 / Math.sqrt(6),
  uniform: 1 / Math.sqrt(12),
};

/** What the numbers of a column of errors are; a column that does not say holds standard deviations. */
export function widthKind(valueIs: unknown): 'sigma' | 'fwhm' {
  return typeof valueIs === 'string' && /fwhm/i.test(valueIs) ? 'fwhm' : 'sigma';
}

/**
 * What brings errors of R to standard deviations, by what a file says they are.
 * @throws OperandoError `unsupported` for widths of a distribution that has no standard deviation.
 */
export function sigmasPer(valueIs: unknown, distribution: unknown, where: OperandoErrorWhere): number {
  if (widthKind(valueIs) === 'sigma') return 1;
  const shape = typeof distribution === 'string' ? distribution.trim().toLowerCase() : 'gaussian';
  const factor = Object.hasOwn(deviationsPerWidth, shape) ? deviationsPerWidth[shape] : undefined;
  if (factor === undefined)
    throw new OperandoError(
      'unsupported',
      said`the errors of R are full widths of a ${shape.slice(0, 30)} distribution.`,
      {
        where,
        cure: 'Standard deviations are needed, or widths of a normal, triangular or uniform distribution.',
      },
    );
  return factor;
}
