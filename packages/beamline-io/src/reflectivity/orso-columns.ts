import { fwhmPerSigma, OperandoError, splitUnitNumber } from '@operando/core';
import type { OperandoErrorWhere } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';
import type { WidthKind, WidthShape } from './curve.js';

/** What brings Q in a unit, however it is spelled, to 1/angstrom; undefined for units that are not known. */
export function angstromsPerUnit(unit: string): number | undefined {
  const split = splitUnitNumber(unit);
  const spelled = split.unit.normalize('NFC').replace('⁻¹', '-1');
  if (perNanometre.test(spelled)) return 0.1 * split.coefficient;
  return perAngstrom.test(spelled) ? split.coefficient : undefined;
}

const perNanometre = /^(1\s*\/\s*nm|nm\s*(\^|\*\*)?\s*\(?-1\)?)$/;
const perAngstrom = /^(1\s*\/\s*(a|å|ang|[aå]ngstr[oö]ms?)|(a|å|ang|[aå]ngstr[oö]ms?)\s*(\^|\*\*)?\s*\(?-1\)?|)$/i;

/** Words for distributions: ORSO's, and others that files have. */
const shapeWords: readonly (readonly [RegExp, WidthShape])[] = [
  [/^(gauss(ian)?|normal)$/, 'gaussian'],
  [/^(uniform|rect(angular|angle)?|box(car)?|square|flat|top[ _-]?hat|constant)$/, 'uniform'],
  [/^triang(ular|le)$/, 'triangular'],
];

/** The distribution of a column of errors, as far as it is known; one that a file does not name is normal. */
function shapeOf(distribution: unknown): { readonly word: string; readonly shape: WidthShape | undefined } {
  const word = typeof distribution === 'string' ? distribution.trim().toLowerCase() : 'gaussian';
  return { word, shape: shapeWords.find(([pattern]) => pattern.test(word))?.[1] };
}

/** Standard deviations per full width at half maximum, by distribution; one that a file does not name is normal. */
const deviationsPerWidth: Readonly<Record<WidthShape, number>> = {
  gaussian: 1 / fwhmPerSigma,
  triangular: 1 / Math.sqrt(6),
  uniform: 1 / Math.sqrt(12),
};

/** What the numbers of a column of errors are; a column that does not say holds standard deviations. */
export function widthKind(valueIs: unknown): WidthKind {
  return typeof valueIs === 'string' && /fwhm|full/i.test(valueIs) ? 'fwhm' : 'sigma';
}

/** What a file says of its widths of Q, and what was assumed of them. */
export interface StatedWidths {
  readonly kind: WidthKind;
  readonly shape: WidthShape;
  readonly warnings: readonly OperandoWarning[];
}

/** @param name Of the column. */
export function statedWidths(name: string, valueIs: unknown, distribution: unknown): StatedWidths {
  const kind = widthKind(valueIs);
  const { word, shape } = shapeOf(distribution);
  const warnings: OperandoWarning[] = [];
  const tell = (message: string): void => {
    warnings.push({ code: 'resolution-assumed', message, where: { column: name } });
  };
  if (!(typeof valueIs === 'string' && /fwhm|full|sigma/i.test(valueIs)))
    tell(
      said`The header does not say whether ${name} holds standard deviations or full widths (value_is): standard deviations were assumed, as ORSO has it.`,
    );
  if (shape === undefined)
    tell(said`The distribution of ${name} is ${word.slice(0, 30)}, which is not known here: it was taken as gaussian.`);
  return { kind, shape: shape ?? 'gaussian', warnings };
}

/**
 * What brings errors of R to standard deviations, by what a file says they are.
 * @throws OperandoError `unsupported` for widths of a distribution that has no standard deviation.
 */
export function sigmasPer(valueIs: unknown, distribution: unknown, where: OperandoErrorWhere): number {
  if (widthKind(valueIs) === 'sigma') return 1;
  const { word, shape } = shapeOf(distribution);
  if (shape === undefined)
    throw new OperandoError(
      'unsupported',
      said`the errors of R are full widths of a ${word.slice(0, 30)} distribution.`,
      {
        where,
        cure: 'Standard deviations are needed, or widths of a normal, triangular or uniform distribution.',
      },
    );
  return deviationsPerWidth[shape];
}
