import { OperandoError } from '@operando/core';
import type { VolumeShape } from '../volume.js';
import { createForest, newTree, rootOf } from './forest.js';
import type { Forest } from './forest.js';
import { countPairs, joinRows, settlePairs, unlabelled } from './join-rows.js';
import type { OpenPairs } from './join-rows.js';
import { collectRuns, keepRuns, keptRuns } from './kept-runs.js';
import type { BodyRuns, KeptRuns } from './kept-runs.js';
import { measureBody } from './measure-body.js';
import type { Body } from './measure-body.js';
import { findRuns, sliceRuns } from './runs.js';
import { addRun, sumAt, sumsPerBody } from './sums.js';

/** Which voxels hang together: those that share a face (6), an edge too (18), or a corner (26). */
export type Connectivity = 6 | 18 | 26;

/** How bodies are told. */
export interface LabelOptions {
  /** Neighbours that belong together: by faces (6), edges too (18), corners too (26). @default 26 */
  readonly connectivity?: Connectivity | undefined;
  /** Materials, each the labels that stand for it; labels of none belong to no body. Their places, from 0, are the bodies' materials. */
  readonly materials: readonly (readonly number[])[];
  /** Smallest body that is given back, in voxels. @default 1 */
  readonly minimumVoxels?: number | undefined;
  /** Keep where the bodies are, as runs along x. @default false */
  readonly keepRuns?: boolean | undefined;
}

/** What a volume of labels holds. */
export interface LabelledBodies {
  /** From the largest, equal ones in the order of their first voxels. */
  readonly bodies: readonly Body[];
  /** Voxels of each label, 0 to 255. */
  readonly voxels: Float64Array;
  /** Bodies that were smaller than asked for, and their voxels. */
  readonly leftOut: { readonly bodies: number; readonly voxels: number };
  /** Where the bodies are, with `keepRuns`. */
  readonly runs?: BodyRuns;
}

/** Labels slice after slice. */
export interface BodyLabeller {
  /** The next slices, whole, x fastest. */
  add(slices: Uint8Array): void;
  /** What the slices hold, after the last. @throws OperandoError `shape-mismatch` where slices are missing. */
  finish(): LabelledBodies;
}

function groupTable(materials: readonly (readonly number[])[]): Uint8Array {
  const groups = new Uint8Array(256);
  materials.forEach((labels, k) => {
    for (const label of labels) groups[label] = k + 1;
  });
  return groups;
}

/** A slice whose first byte lies on a word, as bytes and as words. */
function aligned(slices: Uint8Array, from: number, length: number): [Uint8Array, Uint32Array] {
  const slice = slices.subarray(from, from + length);
  const words = Math.ceil(length / 4);
  const isWhole = slice.byteOffset % 4 === 0 && slice.byteOffset + 4 * words <= slice.buffer.byteLength;
  if (isWhole) return [slice, new Uint32Array(slice.buffer, slice.byteOffset, words)];
  const copy = new Uint8Array(4 * words);
  copy.set(slice);
  return [copy, new Uint32Array(copy.buffer)];
}

function concludeBodies(
  forest: Forest,
  shape: VolumeShape,
  voxels: Float64Array,
  minimum: number,
  kept: KeptRuns | undefined,
): LabelledBodies {
  const { values } = forest.sums;
  const rowAt = (root: number): number => forest.row[root]! * sumsPerBody;
  const sizeOf = (root: number): number => values[rowAt(root)]!;
  const firstOf = (root: number): number => values[rowAt(root) + sumAt.firstVoxel]!;
  const roots: number[] = [];
  for (let label = 0; label < forest.size; label++) if (rootOf(forest, label) === label) roots.push(label);
  const order = roots
    .filter((root) => sizeOf(root) >= minimum)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || firstOf(a) - firstOf(b));
  const sizes = (of: readonly number[]): number => of.reduce((sum, root) => sum + sizeOf(root), 0);
  return {
    bodies: order.map((root) => measureBody(values, rowAt(root), shape)),
    voxels,
    leftOut: { bodies: roots.length - order.length, voxels: sizes(roots) - sizes(order) },
    ...(kept === undefined ? {} : { runs: collectRuns(kept, forest, order) }),
  };
}

/**
 * Tell bodies in labels that come slice after slice: one pass over runs along x joined by union-find. Memory is that of
 * two slices and of the bodies; the result does not depend on how many slices come at once.
 *
 * @throws OperandoError `shape-mismatch` for slices that are not whole, too many, or too few.
 */
export function createBodyLabeller(shape: VolumeShape, options: LabelOptions): BodyLabeller {
  const { connectivity = 26, materials, minimumVoxels = 1 } = options;
  const { depth, height, width } = shape;
  const size = height * width;
  const groups = groupTable(materials);
  const voxels = new Float64Array(256);
  const forest = createForest();
  const open: OpenPairs = { a: [], b: [], direction: [], pairs: [] };
  const kept = options.keepRuns === true ? keptRuns() : undefined;
  const sideReach = connectivity === 6 ? 0 : 1;
  const cornerReach = { 6: undefined, 18: 0, 26: 1 }[connectivity];
  let before = sliceRuns(height);
  let own = sliceRuns(height);
  let z = 0;

  /** Rows beside a row that come before it, with their reach and the first of their directions. */
  const rowsBeside = (
    y: number,
  ): { other: typeof own; otherRow: number; reach: number | undefined; first: number }[] => [
    ...(y > 0 ? [{ other: own, otherRow: y - 1, reach: sideReach, first: 1 }] : []),
    ...(z > 0 && y > 0 ? [{ other: before, otherRow: y - 1, reach: cornerReach, first: 4 }] : []),
    ...(z > 0 ? [{ other: before, otherRow: y, reach: sideReach, first: 7 }] : []),
    ...(z > 0 && y + 1 < height ? [{ other: before, otherRow: y + 1, reach: cornerReach, first: 10 }] : []),
  ];

  const addSlice = (slice: Uint8Array, words: Uint32Array): void => {
    [before, own] = [own, before];
    findRuns(slice, words, width, groups, own, voxels);
    for (let y = 0; y < height; y++) {
      const from = own.rows[y]!;
      const to = own.rows[y + 1]!;
      if (from === to) continue;
      own.label.fill(unlabelled, from, to);
      const beside = rowsBeside(y);
      for (const { other, otherRow, reach } of beside) {
        if (reach !== undefined) joinRows(forest, { own, row: y, other, otherRow }, reach);
      }
      for (let i = from; i < to; i++) {
        if (own.label[i] === unlabelled) {
          own.label[i] = newTree(forest, own.group[i]!, (z * height + y) * width + own.start[i]!);
        }
        const root = rootOf(forest, own.label[i]!);
        addRun(forest.sums, forest.row[root]!, z, y, own.start[i]!, own.end[i]!);
      }
      for (const { other, otherRow, first } of beside) {
        countPairs(forest, { own, row: y, other, otherRow }, first, open);
      }
      if (kept !== undefined) keepRuns(kept, own, from, to, z * height + y);
    }
    z++;
  };

  return {
    add(slices) {
      if (slices.length % size !== 0 || z + slices.length / size > depth) {
        throw new OperandoError(
          'shape-mismatch',
          `${slices.length} labels are no whole slices of ${height} x ${width}, or more than the ${depth - z} still to come`,
        );
      }
      for (let at = 0; at < slices.length; at += size) addSlice(...aligned(slices, at, size));
    },
    finish() {
      if (z !== depth) throw new OperandoError('shape-mismatch', `${z} of ${depth} slices were given`);
      settlePairs(forest, open);
      return concludeBodies(forest, shape, voxels, minimumVoxels, kept);
    },
  };
}

/** Bodies of a volume of labels in memory. @throws OperandoError `shape-mismatch` */
export function labelBodies(labels: Uint8Array, shape: VolumeShape, options: LabelOptions): LabelledBodies {
  const labeller = createBodyLabeller(shape, options);
  labeller.add(labels);
  return labeller.finish();
}
