import { expectChoice, OperandoError } from '@operando/core';
import { modelDefaults } from './defaults.js';
import { withMaterial } from './layer-material.js';
import { compileInstrument } from './instrument.js';
import type { CompiledInstrument } from './instrument.js';
import type { LayerModel, ParameterValues, ReflectivityModel } from './model.js';
import { expectPlainFronting, seenBySpin, spinShares, turnedMagnetism } from './magnetism.js';
import { polarisations } from './polarisation.js';
import { probeOf, wavelengthOf } from './probe.js';
import type { Probe, StatedProbe } from './probe.js';
import type { Polarisation } from './polarisation.js';
import { interfaceDepths, sliceProfile } from './sld-profile.js';
import { slabTable } from './slab-table.js';
import type { SlabTable } from './slab-table.js';
import { aShare, notNegative, rowsOf } from './stack-rows.js';
import { expectInRange, valueReading } from './value-reader.js';
import type { RangedValue, ReadValue, ValueReader } from './value-reader.js';

/** One stack of a model, built from parameter values. */
export interface CompiledStack {
  /** Share of the area. */
  readonly fraction: (values: ParameterValues) => number;
  readonly build: (values: ParameterValues) => SlabTable;
}

/** What curves say of how they were measured. */
interface MeasuredWith extends StatedProbe {
  readonly polarization?: Polarisation | undefined;
}

/** A model ready to be evaluated. */
export interface CompiledModel {
  readonly model: ReflectivityModel;
  readonly probe: Probe;
  readonly stacks: readonly CompiledStack[];
  scale(values: ParameterValues): number;
  background(values: ParameterValues): number;
  readonly instrument: CompiledInstrument;
  /** Parameters that something in the model names; all of them, where it has functions. */
  readonly named: ReadonlySet<string>;
  /** Quantities that only make sense within a range. */
  readonly ranged: readonly RangedValue[];
}

/** Thickness of the slices of interfaces that are no error functions, angstrom. */
const sliceWidth = 1;

function compileStack(
  items: readonly LayerModel[],
  read: ValueReader,
  start: ParameterValues,
  path: string,
  polarisation: Polarisation,
  probe: Probe,
): readonly SpinStack[] {
  const last = items.length - 1;
  const backing = last < 0 ? undefined : withMaterial(items[last]!, `${path}[${last}]`, probe);
  const solvent = {
    sld: read(backing?.sld, 0, `${path}[${last}].sld`),
    isld: read(backing?.isld, 0, `${path}[${last}].isld`),
  };
  const rows = rowsOf(items, read, { solvent, probe }, path);
  if (rows.length < 2)
    throw new OperandoError('too-few-points', `${path} has ${rows.length} layers.`, {
      where: { parameter: path },
      cure: 'Give at least fronting and backing.',
    });
  const shapes = rows.map((row) => row.shape);
  const plain = (values: ParameterValues): SlabTable => {
    const table = slabTable(rows.length);
    rows.forEach((row, j) => {
      table.thickness[j] = row.thickness(values);
      table.sld[j] = row.sld(values);
      table.isld[j] = row.isld(values);
      table.roughness[j] = row.roughness(values);
    });
    return table;
  };
  const magnetic = rows.map((row) => row.magnetic);
  expectPlainFronting(magnetic, path);
  const isPlain = shapes.every((shape) => shape === 'erf');
  if (magnetic.some((row) => row !== undefined && row.along === undefined)) {
    if (!isPlain)
      throw new OperandoError('unsupported', `${path} has turned magnetisations and interfaces that are not erf.`, {
        where: { parameter: path },
        cure: 'Take erf interfaces, or magnetisations along the guide field (magneticAngle 0 or 180).',
      });
    const build = (values: ParameterValues): SlabTable => ({
      ...plain(values),
      magnetism: turnedMagnetism(magnetic, polarisation, values),
    });
    return [{ share: 1, build }];
  }
  // The number of slices is fixed, so that reflectivity is a smooth function of the parameters.
  const first = plain(start);
  const extent = interfaceDepths(first)[first.count - 1]! + 8 * Math.max(...first.roughness);
  const slices = Math.max(50, Math.min(4000, Math.ceil(extent / sliceWidth)));
  const isMagnetic = magnetic.some((row) => row !== undefined);
  return spinShares(polarisation, isMagnetic).map(({ sign, share: own }): SpinStack => {
    const seen = (values: ParameterValues): SlabTable => seenBySpin(plain(values), magnetic, sign, values);
    return { share: own, build: isPlain ? seen : (values) => sliceProfile(seen(values), shapes, slices) };
  });
}

/** A stack as neutrons of one spin see it. */
interface SpinStack {
  /** Of what is counted: both spins of an unpolarised beam have half. */
  readonly share: number;
  readonly build: (values: ParameterValues) => SlabTable;
}

/**
 * Check a model and make its functions.
 *
 * @param measured What the curve says of its probe and spin states.
 * @throws OperandoError `invalid-argument` (also for thicknesses, roughnesses, scales below 0 and shares outside of 0 to 1 where the
 * fit begins), `non-finite`, `too-few-points`, naming the part of the model.
 */
export function compileModel(model: ReflectivityModel, measured: MeasuredWith = {}): CompiledModel {
  const polarisation = expectChoice(
    'polarization',
    model.polarization ?? measured.polarization ?? 'unpolarized',
    polarisations,
  );
  const probe = probeOf(model, measured);
  if (probe.kind === 'x-ray' && polarisation !== 'unpolarized')
    throw new OperandoError('unsupported', `X-rays have no spin states, and the curve is ${polarisation}.`, {
      where: { parameter: 'polarization' },
      cure: 'Leave `polarization` to the curves of neutrons.',
    });
  const known = new Set(Object.keys(model.parameters));
  const start: Record<string, number> = {};
  for (const [name, { value, bounds }] of Object.entries(model.parameters)) {
    if (
      !Number.isFinite(value) ||
      (bounds !== undefined && !(bounds[0] < bounds[1] && value >= bounds[0] && value <= bounds[1]))
    ) {
      throw new OperandoError(
        'invalid-argument',
        `parameter ${name} is ${value}${bounds === undefined ? '' : ` within ${bounds[0]} and ${bounds[1]}`}.`,
        { where: { parameter: name }, cure: 'Give a finite value inside its bounds, the lower bound first.' },
      );
    }
    start[name] = value;
  }
  const reading = valueReading(known);
  const { read } = reading;
  const shares = (model.patches ?? []).map((patch, i) => read(patch.fraction, 0, `patches[${i}].fraction`, aShare));
  const remainder: ReadValue = (values) => 1 - shares.reduce((sum, fraction) => sum + fraction(values), 0);
  const stacksOf = (layers: readonly LayerModel[], path: string, fraction: ReadValue): CompiledStack[] =>
    compileStack(layers, read, start, path, polarisation, probe).map(({ share, build }) => ({
      fraction: share === 1 ? fraction : (values) => share * fraction(values),
      build,
    }));
  const compiled = {
    model,
    probe,
    stacks: [
      ...stacksOf(model.layers, 'layers', remainder),
      ...(model.patches ?? []).flatMap((patch, i) => stacksOf(patch.layers, `patches[${i}].layers`, shares[i]!)),
    ],
    scale: read(model.scale, modelDefaults.scale, 'scale', notNegative),
    background: read(model.background, modelDefaults.background, 'background'),
    instrument: compileInstrument(model.instrument ?? {}, read, wavelengthOf(probe)),
    named: reading.named,
    ranged: reading.ranged,
  };
  expectInRange(compiled.ranged, start);
  if (remainder(start) < 0)
    throw new OperandoError('invalid-argument', `the patches take ${1 - remainder(start)} of the area.`, {
      where: { parameter: 'patches' },
      cure: 'Their fractions must not come to more than 1.',
    });
  return compiled;
}
