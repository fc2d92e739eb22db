import { expectChoice, OperandoError } from '@operando/core';
import { erf } from '@operando/numerics';
import type { InstrumentModel } from './model.js';
import type { ReadValue, ValueReader } from './value-reader.js';

/** An instrument ready to be evaluated. */
export interface CompiledInstrument {
  /** Points or widths are not those of the data: Q is shifted, or the resolution is another. */
  readonly moves: boolean;
  /** Q as it is, for that of the data. */
  readonly q: (values: Parameters<ReadValue>[0], q: Float64Array) => Float64Array;
  /** Factor on the widths of Q. */
  readonly widening: ReadValue;
  /** Share of the beam that the sample takes, at Q as it is; undefined where it takes all. */
  readonly footprint: ((values: Parameters<ReadValue>[0], q: Float64Array) => Float64Array) | undefined;
  /** What the background rises by from Q = 0 on, per 1/angstrom. */
  readonly slope: ReadValue;
}

const radians = Math.PI / 180;
/** Of a Gaussian beam: erf(this times the length over the width of its footprint at half maximum) hits the sample. */
const gaussianBeam = Math.sqrt(Math.LN2);

/**
 * @param read Makes functions of values.
 * @param beam Wavelength of a monochromatic beam that the model or the data state, angstrom.
 * @throws OperandoError `invalid-argument` for footprints and offsets of angle without wavelength and angle, or with both.
 */
export function compileInstrument(instrument: InstrumentModel, read: ValueReader, beam?: number): CompiledInstrument {
  const { qOffset, angleOffset, resolutionFactor, footprint, backgroundSlope, angle } = instrument;
  const wavelength = instrument.wavelength ?? (angle === undefined ? beam : undefined);
  const needsAngle = angleOffset !== undefined || footprint !== undefined;
  const stated = (wavelength === undefined ? 0 : 1) + (angle === undefined ? 0 : 1);
  if (needsAngle && stated !== 1)
    throw new OperandoError(
      'invalid-argument',
      `${footprint === undefined ? 'instrument.angleOffset' : 'instrument.footprint'} needs the angle of incidence, and ${stated === 0 ? 'neither wavelength nor angle is' : 'both wavelength and angle are'} given.`,
      {
        where: { parameter: 'instrument' },
        cure: 'Give `wavelength` (angstrom) of a monochromatic beam, or the `angle` (degrees) of one by time of flight.',
      },
    );
  const lambda = read(wavelength, 1, 'instrument.wavelength', { above: 0 });
  const theta = read(angle, 1, 'instrument.angle', { above: 0 });
  const offset = read(qOffset, 0, 'instrument.qOffset');
  const turn = read(angleOffset, 0, 'instrument.angleOffset');
  const turned = (values: Parameters<ReadValue>[0], q: Float64Array): Float64Array => {
    const by = radians * turn(values);
    if (by === 0) return q;
    if (angle !== undefined) {
      const at = radians * theta(values);
      return q.map((value) => (value * Math.sin(at + by)) / Math.sin(at));
    }
    const perSine = (4 * Math.PI) / lambda(values);
    // sin(theta + by), of which sin(theta) is Q over perSine.
    return q.map(
      (value) => value * Math.cos(by) + perSine * Math.sin(by) * Math.sqrt(Math.max(0, 1 - (value / perSine) ** 2)),
    );
  };
  return {
    moves: qOffset !== undefined || angleOffset !== undefined || resolutionFactor !== undefined,
    q: (values, q) => {
      const by = offset(values);
      const own = turned(values, q);
      return by === 0 ? own : own.map((value) => value + by);
    },
    widening: read(resolutionFactor, 1, 'instrument.resolutionFactor', { low: 0 }),
    footprint: footprint === undefined ? undefined : footprintOf(footprint, read, { angle, lambda, theta }),
    slope: read(backgroundSlope, 0, 'instrument.backgroundSlope'),
  };
}

function footprintOf(
  { beam, sample, shape = 'top-hat' }: NonNullable<InstrumentModel['footprint']>,
  read: ValueReader,
  { angle, lambda, theta }: { readonly angle: unknown; readonly lambda: ReadValue; readonly theta: ReadValue },
): NonNullable<CompiledInstrument['footprint']> {
  expectChoice('instrument.footprint.shape', shape, ['top-hat', 'gaussian']);
  const width = read(beam, 1, 'instrument.footprint.beam', { above: 0 });
  const length = read(sample, 1, 'instrument.footprint.sample', { above: 0 });
  return (values, q) => {
    const ratio = length(values) / width(values);
    const share = (sine: number): number =>
      shape === 'gaussian' ? erf(gaussianBeam * ratio * sine) : Math.min(1, ratio * sine);
    if (angle !== undefined) return new Float64Array(q.length).fill(share(Math.sin(radians * theta(values))));
    const perQ = lambda(values) / (4 * Math.PI);
    return q.map((value) => share(Math.abs(value) * perQ));
  };
}
