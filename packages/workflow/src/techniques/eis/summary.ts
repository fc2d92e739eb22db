import { plainNumber } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted } from '../../technique/words.js';
import type { EisAnalysis } from './analyse.js';

const found: ReadonlySet<string> = new Set(['converged', 'misfit', 'at-bound']);

/** Numbers and words of an analysis. */
export function summariseEis({ spectra, tests, fitted, relaxation }: EisAnalysis): Summary {
  const passing = tests.filter(({ passes }) => passes).length;
  const fits = fitted?.spectra.flatMap(({ fit }) => (fit === undefined ? [] : [fit])) ?? [];
  const statuses: Record<string, number> = {};
  for (const { status } of fitted?.spectra ?? []) statuses[status] = (statuses[status] ?? 0) + 1;
  const chi = fits.map(({ chiSquare, degreesOfFreedom }) => chiSquare / degreesOfFreedom).sort((a, b) => a - b);
  const middle = chi[chi.length >> 1];
  const counts = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  const parameters = (fitted?.circuit.parameters ?? []).map(({ name, unit }, p) => {
    // What ended on a bound has no error; that, and what ended in no minimum, is no result.
    const values = fits.flatMap((fit) =>
      found.has(fit.status) && Number.isFinite(fit.stderr[p]!) ? [fit.parameters[p]!] : [],
    );
    return { name, unit, first: plainNumber(values[0] ?? Number.NaN), last: plainNumber(values.at(-1) ?? Number.NaN) };
  });
  return {
    headline: {
      spectra: spectra.length,
      kramersKronigPassed: passing,
      ...(fitted === undefined
        ? {}
        : {
            circuit: fitted.circuit.text,
            noise: fitted.noise,
            statuses,
            medianReducedChiSquare: plainNumber(middle ?? Number.NaN),
            parameters,
          }),
    },
    text: [
      `${counted(spectra.length, 'spectrum', 'spectra')}, ${passing} pass the Kramers-Kronig test`,
      ...(fitted === undefined
        ? ['no circuit was given']
        : [
            `${fitted.circuit.text}: ${counts.join(', ')}; noise ${(100 * fitted.noise).toPrecision(2)} % of |Z|${middle === undefined ? '' : `, median reduced chi-square ${middle.toPrecision(3)}`}`,
            ...parameters
              .filter(({ unit }) => unit === 'ohm' && fits.length > 0)
              .map(({ name, first, last }) => `${name}: ${words(first, last)}`),
          ]),
      ...(relaxation === undefined
        ? []
        : [
            `${relaxation.reduce((sum, { peaks }) => sum + peaks.filter(({ isClaimed }) => isClaimed).length, 0)} processes in the distributions of relaxation times`,
          ]),
    ].join('\n'),
  };
}

const words = (first: number | string | null, last: number | string | null): string =>
  typeof first === 'number' && typeof last === 'number'
    ? `${first.toPrecision(4)} to ${last.toPrecision(4)} ohm`
    : 'not determined';
