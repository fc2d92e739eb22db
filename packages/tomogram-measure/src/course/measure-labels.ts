import type { Connectivity, LabelledBodies } from '../bodies/label-bodies.js';
import { createBodyLabeller } from '../bodies/label-bodies.js';
import { createEulerCounter } from '../labels/euler-number.js';
import { createFacePairs } from '../labels/face-pairs.js';
import { OperandoError } from '@operando/core';
import type { SlabSource } from '../volume.js';

/** What the labels of a volume stand for. */
export interface LabelMaterials {
  /** Labels, 0 to 255, of the electrode. */
  readonly electrode: readonly number[];
  /** Labels of the electrolyte. */
  readonly electrolyte: readonly number[];
  /** Labels of voids. */
  readonly void: readonly number[];
  /** Labels of cracks. @default none */
  readonly crack?: readonly number[] | undefined;
  /** Labels of a further material. @default none */
  readonly particles?: readonly number[] | undefined;
}

/** Materials whose bodies are told, in this order. */
export const bodyMaterials = ['void', 'crack', 'particles'] as const;

/** A material whose bodies are told. */
export type BodyMaterial = (typeof bodyMaterials)[number];

/** What a volume of labels holds, counted. */
export interface LabelFrame extends LabelledBodies {
  /** Voxels of each material. */
  readonly counts: Readonly<Record<BodyMaterial | 'electrode' | 'electrolyte', number>>;
  /** Faces between electrode and electrolyte, in all directions. */
  readonly contactFaces: number;
  /** Those across z alone: the area of contact seen from above, pixels. */
  readonly contactColumns: number;
  /** Of void and crack together. */
  readonly euler: { readonly connectivity6: number; readonly connectivity26: number };
  /** Voxels of void and crack in each slice. */
  readonly profile: Float64Array;
  /** Voxels of void and crack in each column. */
  readonly heights: Float32Array;
}

/** Slices that are read at once. */
const slicesAtOnce = 16;

/** Labels as bytes. @throws OperandoError `outside-range` for those that are none. */
function asBytes(slab: ArrayLike<number> & { readonly length: number }): Uint8Array {
  if (slab instanceof Uint8Array) return slab;
  const bytes = new Uint8Array(slab.length);
  for (let i = 0; i < slab.length; i++) {
    const label = slab[i]!;
    if (!(label >= 0 && label <= 255 && Number.isInteger(label))) {
      throw new OperandoError('outside-range', `the volume of labels has the value ${label}`, {
        cure: 'Labels are whole numbers from 0 to 255. Of grey values, give those of the materials (grey).',
      });
    }
    bytes[i] = label;
  }
  return bytes;
}

/**
 * Count a volume of labels in one pass, slab by slab: memory is that of a slab and of the bodies.
 *
 * @param keepRuns Keep where the bodies are, to follow them into the next volume.
 * @throws OperandoError `outside-range` for labels that are no whole numbers from 0 to 255, `shape-mismatch`.
 */
export async function measureLabels(
  source: SlabSource,
  materials: LabelMaterials,
  connectivity: Connectivity,
  minimumVoxels: number,
  keepRuns: boolean = false,
): Promise<LabelFrame> {
  const { shape } = source;
  const { depth, height, width } = shape;
  const empty = [...materials.void, ...(materials.crack ?? [])];
  const isEmpty = new Uint8Array(256);
  for (const label of empty) isEmpty[label] = 1;
  const labeller = createBodyLabeller(shape, {
    materials: bodyMaterials.map((name) => materials[name] ?? []),
    connectivity,
    minimumVoxels,
    keepRuns,
  });
  const faces = createFacePairs(shape);
  const euler = createEulerCounter(shape, empty);
  const profile = new Float64Array(depth);
  const heights = new Float32Array(height * width);
  for (let z = 0; z < depth; z += slicesAtOnce) {
    const slab = asBytes(await source.slab(z, Math.min(depth, z + slicesAtOnce)));
    labeller.add(slab);
    faces.add(slab);
    euler.add(slab);
    for (let i = 0, own = z; i < slab.length; own++) {
      for (let pixel = 0; pixel < heights.length; pixel++, i++) {
        if (isEmpty[slab[i]!] === 0) continue;
        heights[pixel]!++;
        profile[own]!++;
      }
    }
  }
  const found = labeller.finish();
  const countOf = (labels: readonly number[] = []): number =>
    labels.reduce((sum, label) => sum + found.voxels[label]!, 0);
  const sums = [0, 0, 0];
  for (const a of materials.electrode) {
    for (const b of materials.electrolyte) faces.across(a, b).forEach((count, axis) => void (sums[axis]! += count));
  }
  return {
    ...found,
    counts: {
      electrode: countOf(materials.electrode),
      electrolyte: countOf(materials.electrolyte),
      void: countOf(materials.void),
      crack: countOf(materials.crack),
      particles: countOf(materials.particles),
    },
    contactFaces: sums[0]! + sums[1]! + sums[2]!,
    contactColumns: sums[0]!,
    euler: euler.finish(),
    profile,
    heights,
  };
}
