import type { Metadata, OperandoWarning } from '@operando/core';
import { isMetadata } from '../text/is-metadata.js';
import { said } from '../text/said.js';
import type { ReflectivityProbe } from './curve.js';

/** Words for probes: ORSO's, and those that people write for them. */
const words: readonly (readonly [RegExp, ReflectivityProbe])[] = [
  [/^neutrons?$/, 'neutron'],
  [/^(x[ _-]?rays?|xrr|photons?|synchrotron)$/, 'x-ray'],
];

/** Angstroms of a unit of length; undefined for one that is none. */
function angstromsOf(unit: unknown): number | undefined {
  if (typeof unit !== 'string') return undefined;
  const plain = unit.trim().normalize('NFC').toLowerCase();
  return /^(a|å|[aå]ng(str[oö]ms?)?)$/.test(plain) ? 1 : /^(nm|nanomet(er|re)s?)$/.test(plain) ? 10 : undefined;
}

/**
 * What an ORSO header says of what its curve is measured with: `data_source.experiment.probe`, and of X-rays the one
 * wavelength in `data_source.measurement.instrument_settings`.
 *
 * @returns Nothing where it says nothing; a warning where it is not understood.
 */
export function statedProbe(header: Metadata): {
  readonly probe?: ReflectivityProbe;
  /** Angstrom. */
  readonly wavelength?: number;
  readonly warnings: readonly OperandoWarning[];
} {
  const inside = (value: unknown, key: string): unknown => (isMetadata(value) ? value[key] : undefined);
  const source = inside(header, 'data_source');
  const stated = inside(inside(source, 'experiment'), 'probe');
  if (stated === undefined || stated === null) return { warnings: [] };
  const word = typeof stated === 'string' ? stated.trim().toLowerCase() : '';
  const probe = words.find(([pattern]) => pattern.test(word))?.[1];
  if (probe === undefined)
    return {
      warnings: [
        {
          code: 'header-invalid',
          message: said`The probe ${JSON.stringify(stated).slice(0, 40)} is neither neutron nor x-ray; the curve counts as one of neutrons.`,
        },
      ],
    };
  if (probe === 'neutron') return { probe, warnings: [] };
  const wavelength = inside(inside(inside(source, 'measurement'), 'instrument_settings'), 'wavelength');
  const magnitude =
    typeof wavelength === 'number' ? wavelength : (inside(wavelength, 'magnitude') ?? inside(wavelength, 'value'));
  if (typeof magnitude !== 'number' || !(magnitude > 0)) return { probe, warnings: [] };
  const unit = inside(wavelength, 'unit');
  if (unit === undefined || unit === null || unit === '') return { probe, ...withoutUnit(magnitude) };
  const factor = angstromsOf(unit);
  return factor === undefined
    ? {
        probe,
        warnings: [
          {
            code: 'header-invalid',
            message: said`The wavelength is in ${JSON.stringify(unit).slice(0, 40)}, which is not known (angstrom, nm); it was not read.`,
          },
        ],
      }
    : { probe, wavelength: factor * magnitude, warnings: [] };
}

/** Wavelengths of X-rays that reflect from films, in angstrom: less may be in nm, as the 0.154 of copper. */
const [shortest, longest] = [0.25, 100];

/** A wavelength that is written without its unit. */
function withoutUnit(magnitude: number): {
  readonly wavelength?: number;
  readonly warnings: readonly OperandoWarning[];
} {
  const isUsual = magnitude >= shortest && magnitude <= longest;
  return {
    ...(isUsual ? { wavelength: magnitude } : {}),
    warnings: [
      {
        code: 'unit-assumed',
        message: `The wavelength ${magnitude} has no unit: ${isUsual ? 'angstrom was assumed' : 'it was not read, since angstrom is unlikely'}.`,
      },
    ],
  };
}
