import { expectChoice, OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { interfaceShapes } from './interface-shapes.js';
import type { InterfaceShape } from './interface-shapes.js';
import { withMaterial } from './layer-material.js';
import { alongField } from './magnetism.js';
import type { MagneticRow } from './magnetism.js';
import type { LayerModel, ParameterValues } from './model.js';
import type { Probe } from './probe.js';
import type { ReadValue, ValueReader } from './value-reader.js';

/** A row of a stack, as functions of the parameters. */
export interface StackRow {
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

/** What layers are read with. */
export interface Surrounding {
  readonly solvent: Solvent;
  readonly probe: Probe;
}

const mostSlabs = 20_000;
/** Where lengths and scales make sense. */
export const notNegative = { low: 0 };
/** Where shares make sense. */
export const aShare = { low: 0, high: 1 };

/** Rows of a stack; materials become SLDs, profiles slices, repeats are written out. */
export function rowsOf(
  items: readonly LayerModel[],
  read: ValueReader,
  { solvent, probe }: Surrounding,
  path: string,
): StackRow[] {
  const rows: StackRow[] = [];
  items.forEach((given, i) => {
    const where = `${path}[${i}]`;
    const item = withMaterial(given, where, probe);
    if (typeof given.density !== 'number') read(given.density, 1, `${where}.density`, { above: 0 });
    if (probe.kind === 'x-ray' && given.magneticSld !== undefined)
      throw new OperandoError('unsupported', `${where} has a magnetic SLD, which X-rays do not see.`, {
        where: { parameter: `${where}.magneticSld` },
        cure: 'Give it to the curves of neutrons alone (curves.NAME.layers).',
      });
    if (item.repeat !== undefined) {
      if (!Number.isInteger(item.repeat) || item.repeat < 1)
        throw new OperandoError('invalid-argument', `${where} repeats ${item.repeat} times.`, {
          where: { parameter: where },
        });
      const inner = rowsOf(item.layers ?? [], read, { solvent, probe }, `${where}.layers`);
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

function layerRow(item: LayerModel, read: ValueReader, solvent: Solvent, where: string): StackRow {
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

function profileRows(item: LayerModel, read: ValueReader, where: string): StackRow[] {
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
