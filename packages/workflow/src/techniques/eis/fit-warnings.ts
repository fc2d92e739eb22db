import type { OperandoWarning } from '@operando/core';
import type { ImpedanceSeries } from '@operando/multimodal';
import { counted } from '../../technique/words.js';

function misfits(fitted: ImpedanceSeries | undefined): OperandoWarning[] {
  const bad = fitted?.spectra.filter(({ status }) => status === 'misfit').length ?? 0;
  if (bad === 0) return [];
  return [
    {
      code: 'misfit',
      message: `The circuit does not describe ${counted(bad, 'spectrum', 'spectra')} of ${fitted!.spectra.length} within the noise (${(100 * fitted!.noise).toPrecision(2)} % of |Z|); their errors are scaled up. Try another circuit.`,
    },
  ];
}

/** Parameters that ended on a bound. */
function onBounds(fitted: ImpedanceSeries | undefined): OperandoWarning[] {
  const fits = fitted?.spectra.flatMap(({ fit }) => (fit?.status === 'at-bound' ? [fit] : [])) ?? [];
  if (fits.length === 0) return [];
  const names = fitted!.circuit.parameters.flatMap(({ name }, p) =>
    fits.some(({ stderr }) => !Number.isFinite(stderr[p]!)) ? [name] : [],
  );
  return [
    {
      code: 'at-bound',
      message: `${names.join(', ')} ended on a bound in ${counted(fits.length, 'spectrum', 'spectra')} of ${fitted!.spectra.length}: the data do not determine them, and they have no standard errors. Take a circuit without them.`,
    },
  ];
}

function unfinished(fitted: ImpedanceSeries | undefined): OperandoWarning[] {
  const ends = new Set(['limit-reached', 'stalled', 'singular', 'failed']);
  const open = fitted?.spectra.flatMap(({ status }, k) => (ends.has(status) ? [k] : [])) ?? [];
  if (open.length === 0) return [];
  return [
    {
      code: 'not-converged',
      message: `Fits of ${counted(open.length, 'spectrum', 'spectra')} of ${fitted!.spectra.length} (first: ${open[0]!}) did not end in a minimum; the columns of statuses say how they ended. Take a circuit with fewer elements.`,
      where: { frame: open[0]! },
    },
  ];
}

/** Fits that do not describe their spectra, or do not determine the circuit. */
export const fitWarnings = (fitted: ImpedanceSeries | undefined): OperandoWarning[] => [
  ...misfits(fitted),
  ...onBounds(fitted),
  ...unfinished(fitted),
];
