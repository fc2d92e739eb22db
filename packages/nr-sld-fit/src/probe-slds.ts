import { compileExpression, OperandoError } from '@operando/core';
import type { LayerModel, ReflectivityModel, Value } from './model.js';
import type { Probe } from './probe.js';

/** A model of a joint fit, what sees it, and what its parameters are called there. */
interface SeenModel {
  readonly model: ReflectivityModel;
  readonly probe: Probe;
  readonly rename: (name: string) => string;
}

/**
 * Neutrons and X-rays have SLDs of their own: a joint fit of both must not give them one number, or one parameter.
 *
 * @throws OperandoError `invalid-argument` naming the layer.
 */
export function expectOwnSlds(models: readonly SeenModel[]): void {
  const first = models[0]!;
  const other = models.find(({ probe }) => probe.kind !== first.probe.kind);
  if (other === undefined) return;
  const stacks = ({ model }: SeenModel): readonly (readonly LayerModel[])[] => [
    model.layers,
    ...(model.patches ?? []).map(({ layers }) => layers),
  ];
  const others = stacks(other);
  stacks(first).forEach((layers, s) => {
    expectOwn(layers, others[s] ?? [], s === 0 ? 'layers' : `patches[${s - 1}].layers`, first, other);
  });
}

function expectOwn(
  layers: readonly LayerModel[],
  others: readonly LayerModel[],
  path: string,
  first: SeenModel,
  second: SeenModel,
): void {
  layers.forEach((layer, l) => {
    const other = others[l];
    if (other === undefined) return;
    const where = `${path}[${l}]`;
    for (const [name, mine, theirs] of [
      ['sld', layer.sld, other.sld],
      ['isld', layer.isld, other.isld],
      ['solvent', layer.solvent, other.solvent],
      ['solventIsld', layer.solventIsld, other.solventIsld],
      ...(layer.knots ?? []).map((knot, k) => [`knots[${k}]`, knot, other.knots?.[k]] as const),
    ] as const) {
      if (!isOne(mine, theirs, first, second)) continue;
      throw new OperandoError(
        'invalid-argument',
        `${where}${layer.name === undefined ? '' : ` (${layer.name})`} has one ${name} for neutrons and X-rays: ${String(mine)}.`,
        {
          where: { parameter: `${where}.${name}` },
          cure: 'Give its material and density, or say what it is for the curve of one of them (curves.NAME.layers).',
        },
      );
    }
    expectOwn(layer.layers ?? [], other.layers ?? [], `${where}.layers`, first, second);
  });
}

/** Whether two values are one for certain: the same number but 0, which vacuum has, or the same expression of the same parameters. */
function isOne(mine: Value | undefined, theirs: Value | undefined, first: SeenModel, second: SeenModel): boolean {
  if (mine === undefined || typeof mine === 'function' || mine !== theirs || mine === 0) return false;
  return (
    typeof mine === 'number' ||
    compileExpression(mine).names.every((name) => first.rename(name) === second.rename(name))
  );
}
