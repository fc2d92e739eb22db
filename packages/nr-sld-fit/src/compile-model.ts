import { compileExpression, expectChoice, OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { modelDefaults } from './defaults.js';
import { interfaceShapes } from './interface-shapes.js';
import type { InterfaceShape } from './interface-shapes.js';
import { withMaterial } from './layer-material.js';
import type { LayerModel, ParameterValues, ReflectivityModel, Value } from './model.js';
import { interfaceDepths, sliceProfile } from './sld-profile.js';
import { slabTable } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

type Read = (values: ParameterValues) => number;

/** A value as a function of the parameters. */
function reader(value: Value | undefined, fallback: number, known: ReadonlySet<string>, what: string): Read {
  if (value === undefined) return () => fallback;
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw new OperandoError('non-finite', `${what} is ${value}.`, { where: { parameter: what } });
    return () => value;
  }
  if (typeof value === 'function') return value;
  const expression = compileExpression(value);
  const missing = expression.names.find((name) => !known.has(name));
  if (missing !== undefined) {
    throw new OperandoError('invalid-argument', `${what} names ${missing}, which is no parameter.`, {
      where: { parameter: what },
      cure: `Parameters: ${[...known].join(', ') || 'none'}.`,
    });
  }
  return (values) => expression.evaluate(values);
}

interface Row {
  readonly thickness: Read;
  readonly sld: Read;
  readonly isld: Read;
  readonly roughness: Read;
  readonly shape: InterfaceShape;
}

const mostSlabs = 20_000;

/** Rows of a stack; materials become SLDs, profiles slices, repeats are written out. */
function rowsOf(items: readonly LayerModel[], known: ReadonlySet<string>, solvent: Read, path: string): Row[] {
  const rows: Row[] = [];
  items.forEach((given, i) => {
    const where = `${path}[${i}]`;
    const item = withMaterial(given, where);
    if (item.repeat !== undefined) {
      if (!Number.isInteger(item.repeat) || item.repeat < 1)
        throw new OperandoError('invalid-argument', `${where} repeats ${item.repeat} times.`, {
          where: { parameter: where },
        });
      const inner = rowsOf(item.layers ?? [], known, solvent, `${where}.layers`);
      if (inner.length * item.repeat > mostSlabs)
        throw new OperandoError('too-large', `${where} makes more than ${mostSlabs} layers.`, {
          where: { parameter: where },
        });
      for (let k = 0; k < item.repeat; k++) rows.push(...inner);
    } else if (item.sld !== undefined) rows.push(layerRow(item, known, solvent, where));
    else rows.push(...profileRows(item, known, where));
    if (rows.length > mostSlabs)
      throw new OperandoError('too-large', `the model has more than ${mostSlabs} layers.`, {
        where: { parameter: where },
      });
  });
  return rows;
}

function layerRow(item: LayerModel, known: ReadonlySet<string>, solvent: Read, where: string): Row {
  const sld = reader(item.sld, 0, known, `${where}.sld`);
  const wet = item.solvation === undefined ? undefined : reader(item.solvation, 0, known, `${where}.solvation`);
  const inside = item.solvent === undefined ? solvent : reader(item.solvent, 0, known, `${where}.solvent`);
  return {
    thickness: reader(item.thickness, 0, known, `${where}.thickness`),
    sld: wet === undefined ? sld : (values) => (1 - wet(values)) * sld(values) + wet(values) * inside(values),
    isld: reader(item.isld, 0, known, `${where}.isld`),
    roughness: reader(item.roughness, 0, known, `${where}.roughness`),
    shape: expectChoice(`${where}.interface`, item.interface ?? 'erf', interfaceShapes),
  };
}

function profileRows(item: LayerModel, known: ReadonlySet<string>, where: string): Row[] {
  const { slices = 40, profile, knots } = item;
  if (!Number.isInteger(slices) || slices < 1 || slices > mostSlabs)
    throw new OperandoError('invalid-argument', `${where} has ${slices} slices.`, { where: { parameter: where } });
  const thickness = reader(item.thickness, 0, known, `${where}.thickness`);
  const roughness = reader(item.roughness, 0, known, `${where}.roughness`);
  const heights = knots?.map((knot, k) => reader(knot, 0, known, `${where}.knots[${k}]`));
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
}

/** Thickness of the slices of interfaces that are no error functions, angstrom. */
const sliceWidth = 1;

function compileStack(
  items: readonly LayerModel[],
  known: ReadonlySet<string>,
  start: ParameterValues,
  path: string,
): Omit<CompiledStack, 'fraction'> {
  const last = items.length - 1;
  const backing = last < 0 ? undefined : withMaterial(items[last]!, `${path}[${last}]`);
  const backingSld = reader(backing?.sld, 0, known, `${path}[${last}].sld`);
  const rows = rowsOf(items, known, backingSld, path);
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
      table.roughness[j] = Math.abs(row.roughness(values));
    });
    return table;
  };
  if (shapes.every((shape) => shape === 'erf')) return { build: plain };
  // The number of slices is fixed, so that reflectivity is a smooth function of the parameters.
  const first = plain(start);
  const extent = interfaceDepths(first)[first.count - 1]! + 8 * Math.max(...first.roughness);
  const slices = Math.max(50, Math.min(4000, Math.ceil(extent / sliceWidth)));
  return { build: (values) => sliceProfile(plain(values), shapes, slices) };
}

/**
 * Check a model and make its functions.
 *
 * @throws OperandoError `invalid-argument`, `non-finite`, `too-few-points`, naming the part of the model.
 */
export function compileModel(model: ReflectivityModel): CompiledModel {
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
  const patches = (model.patches ?? []).map((patch, i): CompiledStack => ({
    fraction: reader(patch.fraction, 0, known, `patches[${i}].fraction`),
    build: compileStack(patch.layers, known, start, `patches[${i}].layers`).build,
  }));
  const rest: CompiledStack = {
    fraction: (values) => 1 - patches.reduce((sum, patch) => sum + patch.fraction(values), 0),
    ...compileStack(model.layers, known, start, 'layers'),
  };
  return {
    model,
    stacks: [rest, ...patches],
    scale: reader(model.scale, modelDefaults.scale, known, 'scale'),
    background: reader(model.background, modelDefaults.background, known, 'background'),
  };
}
