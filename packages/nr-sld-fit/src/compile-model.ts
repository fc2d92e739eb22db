import { expectChoice, OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { modelDefaults } from './defaults.js';
import { interfaceShapes } from './interface-shapes.js';
import type { InterfaceShape } from './interface-shapes.js';
import { withMaterial } from './layer-material.js';
import { compileInstrument } from './instrument.js';
import type { CompiledInstrument } from './instrument.js';
import type { LayerModel, ParameterValues, ReflectivityModel } from './model.js';
import { alongField, expectPlainFronting, seenBySpin, spinShares, turnedMagnetism } from './magnetism.js';
import type { MagneticRow } from './magnetism.js';
import { polarisations } from './polarisation.js';
import type { Polarisation } from './polarisation.js';
import { interfaceDepths, sliceProfile } from './sld-profile.js';
import { slabTable } from './slab-table.js';
import type { SlabTable } from './slab-table.js';
import { expectInRange, valueReading } from './value-reader.js';
import type { RangedValue, ReadValue, ValueReader } from './value-reader.js';

interface Row {
  readonly thickness: ReadValue;
  readonly sld: ReadValue;
  readonly isld: ReadValue;
  readonly roughness: ReadValue;
  readonly shape: InterfaceShape;
  readonly magnetic?: MagneticRow | undefined;
}

/** SLD of the backing, which is that of solvents. */
interface Solvent {
  readonly sld: ReadValue;
  readonly isld: ReadValue;
}

const mostSlabs = 20_000;
const notNegative = { low: 0 };
const aShare = { low: 0, high: 1 };

/** Rows of a stack; materials become SLDs, profiles slices, repeats are written out. */
function rowsOf(items: readonly LayerModel[], read: ValueReader, solvent: Solvent, path: string): Row[] {
  const rows: Row[] = [];
  items.forEach((given, i) => {
    const where = `${path}[${i}]`;
    const item = withMaterial(given, where);
    if (item.repeat !== undefined) {
      if (!Number.isInteger(item.repeat) || item.repeat < 1)
        throw new OperandoError('invalid-argument', `${where} repeats ${item.repeat} times.`, {
          where: { parameter: where },
        });
      const inner = rowsOf(item.layers ?? [], read, solvent, `${where}.layers`);
      if (inner.length * item.repeat > mostSlabs)
        throw new OperandoError('too-large', `${where} makes more than ${mostSlabs} layers.`, {
          where: { parameter: where },
        });
      for (let k = 0; k < item.repeat; k++) rows.push(...inner);
    } else if (item.sld !== undefined) rows.push(layerRow(item, read, solvent, where));
    else rows.push(...profileRows(item, read, where));
    if (rows.length > mostSlabs)
      throw new OperandoError('too-large', `the model has more than ${mostSlabs} layers.`, {
        where: { parameter: where },
      });
  });
  return rows;
}

function layerRow(item: LayerModel, read: ValueReader, solvent: Solvent, where: string): Row {
  const sld = read(item.sld, 0, `${where}.sld`);
  const isld = read(item.isld, 0, `${where}.isld`);
  const wet = item.solvation === undefined ? undefined : read(item.solvation, 0, `${where}.solvation`, aShare);
  const own = item.solvent !== undefined;
  const wetSld = own ? read(item.solvent, 0, `${where}.solvent`) : solvent.sld;
  const wetIsld =
    own || item.solventIsld !== undefined ? read(item.solventIsld, 0, `${where}.solventIsld`) : solvent.isld;
  const mixed = (dry: ReadValue, liquid: ReadValue): ReadValue =>
    wet === undefined ? dry : (values) => (1 - wet(values)) * dry(values) + wet(values) * liquid(values);
  return {
    thickness: read(item.thickness, 0, `${where}.thickness`, notNegative),
    sld: mixed(sld, wetSld),
    isld: mixed(isld, wetIsld),
    roughness: read(item.roughness, 0, `${where}.roughness`, notNegative),
    shape: expectChoice(`${where}.interface`, item.interface ?? 'erf', interfaceShapes),
    ...(item.magneticSld === undefined
      ? {}
      : {
          magnetic: {
            sld: read(item.magneticSld, 0, `${where}.magneticSld`),
            angle: read(item.magneticAngle, 0, `${where}.magneticAngle`),
            along: alongField(item.magneticAngle),
          },
        }),
  };
}

function profileRows(item: LayerModel, read: ValueReader, where: string): Row[] {
  const { slices = 40, profile, knots } = item;
  if (!Number.isInteger(slices) || slices < 1 || slices > mostSlabs)
    throw new OperandoError('invalid-argument', `${where} has ${slices} slices.`, { where: { parameter: where } });
  const thickness = read(item.thickness, 0, `${where}.thickness`, notNegative);
  const roughness = read(item.roughness, 0, `${where}.roughness`, notNegative);
  const heights = knots?.map((knot, k) => read(knot, 0, `${where}.knots[${k}]`));
  // A function of depth may look at any parameter.
  if (profile !== undefined) read(() => 0, 0, `${where}.profile`);
  if (heights !== undefined && heights.length < 2)
    throw new OperandoError('too-few-points', `${where} has ${heights.length} knots.`, { where: { parameter: where } });
  const curve = (values: ParameterValues): ((share: number) => number) => {
    if (heights === undefined) return (share) => profile!(share, values);
    const spline = cubicSpline(
      heights.map((_, k) => k / (heights.length - 1)),
      heights.map((height) => height(values)),
      'pchip',
    );
    return (share) => spline.evaluate(share);
  };
  let last: { readonly values: ParameterValues; readonly curve: (share: number) => number } | undefined;
  const at = (values: ParameterValues, share: number): number => {
    if (last?.values !== values) last = { values, curve: curve(values) };
    return last.curve(share);
  };
  return Array.from({ length: slices }, (_, k) => ({
    thickness: (values) => thickness(values) / slices,
    sld: (values) => at(values, (k + 0.5) / slices),
    isld: () => 0,
    roughness: k === 0 ? roughness : () => 0,
    shape: 'erf' as const,
  }));
}

/** One stack of a model, built from parameter values. */
export interface CompiledStack {
  /** Share of the area. */
  fraction(values: ParameterValues): number;
  build(values: ParameterValues): SlabTable;
}

/** A model ready to be evaluated. */
export interface CompiledModel {
  readonly model: ReflectivityModel;
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
): readonly SpinStack[] {
  const last = items.length - 1;
  const backing = last < 0 ? undefined : withMaterial(items[last]!, `${path}[${last}]`);
  const solvent = {
    sld: read(backing?.sld, 0, `${path}[${last}].sld`),
    isld: read(backing?.isld, 0, `${path}[${last}].isld`),
  };
  const rows = rowsOf(items, read, solvent, path);
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
 * @param measured Spin states of the curve.
 * @throws OperandoError `invalid-argument` (also for thicknesses, roughnesses, scales below 0 and shares outside of 0 to 1 where the
 * fit begins), `non-finite`, `too-few-points`, naming the part of the model.
 */
export function compileModel(model: ReflectivityModel, measured: Polarisation = 'unpolarized'): CompiledModel {
  const polarisation = expectChoice('polarization', model.polarization ?? measured, polarisations);
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
    compileStack(layers, read, start, path, polarisation).map(({ share, build }) => ({
      fraction: share === 1 ? fraction : (values) => share * fraction(values),
      build,
    }));
  const compiled = {
    model,
    stacks: [
      ...stacksOf(model.layers, 'layers', remainder),
      ...(model.patches ?? []).flatMap((patch, i) => stacksOf(patch.layers, `patches[${i}].layers`, shares[i]!)),
    ],
    scale: read(model.scale, modelDefaults.scale, 'scale', notNegative),
    background: read(model.background, modelDefaults.background, 'background'),
    instrument: compileInstrument(model.instrument ?? {}, read),
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
