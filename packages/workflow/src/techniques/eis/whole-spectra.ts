import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ImpedanceRecord } from '@operando/beamline-io';
import type { Circuit } from '@operando/multimodal';
import { counted } from '../../technique/words.js';

/** Points that the test of a spectrum needs at least. */
const fewestPoints = 5;

/**
 * Spectra that can be tested and fitted; those that were broken off are left out, and told.
 * @throws OperandoError `too-few-points` where none is left.
 */
export function wholeSpectra(
  spectra: readonly ImpedanceRecord[],
  circuit: Circuit | undefined,
): { readonly spectra: readonly ImpedanceRecord[]; readonly warnings: readonly OperandoWarning[] } {
  const parameters = circuit?.parameters.length ?? 0;
  const isWhole = ({ frequency, re, im }: ImpedanceRecord): boolean => {
    const points = re.filter((value, i) => frequency[i]! > 0 && Math.hypot(value, im[i]!) > 0).length;
    return points >= fewestPoints && 2 * points > parameters;
  };
  const whole = spectra.filter(isWhole);
  const short = spectra.filter((each) => !isWhole(each));
  if (whole.length === 0)
    throw new OperandoError('too-few-points', `none of ${spectra.length} spectra has points enough.`, {
      cure: 'Give whole spectra, or take a simpler circuit.',
    });
  if (short.length === 0) return { spectra, warnings: [] };
  const names = short.slice(0, 5).map(({ name, frequency }) => `${name} (${counted(frequency.length, 'point')})`);
  return {
    spectra: whole,
    warnings: [
      {
        code: 'frames-doubtful',
        message: `${counted(short.length, 'spectrum', 'spectra')} of ${spectra.length} with too few points left out: ${names.join(', ')}${short.length > 5 ? ', ...' : ''}.`,
      },
    ],
  };
}
