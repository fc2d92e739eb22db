import type { Metadata, OperandoWarning } from '@operando/core';
import { isMetadata } from '../text/is-metadata.js';
import { said } from '../text/said.js';
import { polarizationStates } from './curve.js';
import type { PolarizationState } from './curve.js';

/** Spellings of spin states beside ORSO's own. */
const signs: Readonly<Record<string, string>> = { '+': 'p', '-': 'm', '0': 'o', u: 'p', d: 'm' };

/** The state of a word: ORSO's, `++` and `+-`, `uu` and `ud`, `up` and `down`. */
function stateOf(word: string): PolarizationState | undefined {
  const plain = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_,/]/g, '');
  if (/^unpolari[sz]ed$/.test(plain)) return 'unpolarized';
  const whole = { up: 'po', down: 'mo', p: 'po', m: 'mo', '+': 'po', '-': 'mo' }[plain];
  const short =
    whole ??
    plain
      .replaceAll('up', 'p')
      .replaceAll('down', 'm')
      .replaceAll(/[+\-0ud]/g, (sign) => signs[sign]!);
  return polarizationStates.find((state) => state === short);
}

/**
 * What an ORSO header says of the spins of its curve (`data_source.measurement.instrument_settings.polarization`).
 *
 * @returns Nothing where it says nothing; a warning where it is not understood.
 */
export function statedPolarization(header: Metadata): {
  readonly polarization?: PolarizationState;
  readonly warnings: readonly OperandoWarning[];
} {
  const inside = (value: unknown, key: string): unknown => (isMetadata(value) ? value[key] : undefined);
  const settings = inside(inside(inside(header, 'data_source'), 'measurement'), 'instrument_settings');
  const stated = inside(settings, 'polarization') ?? inside(settings, 'polarisation');
  if (stated === undefined || stated === null) return { warnings: [] };
  const polarization = typeof stated === 'string' ? stateOf(stated) : undefined;
  return polarization === undefined
    ? {
        warnings: [
          {
            code: 'header-invalid',
            message: said`The polarization ${JSON.stringify(stated).slice(0, 40)} is none that is known (${polarizationStates.join(', ')}); the curve counts as unpolarized.`,
          },
        ],
      }
    : { polarization, warnings: [] };
}
