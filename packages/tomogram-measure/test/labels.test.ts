import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  bodyMeasures,
  createBodyLabeller,
  createEulerCounter,
  createFacePairs,
  distanceTransform,
  labelBodies,
} from '../src/index.js';
import type { Connectivity } from '../src/index.js';

interface Region {
  readonly voxels: number;
  readonly centroid: number[];
  readonly bbox: number[];
  readonly equivalent_diameter: number;
  readonly inertia_eigenvalues: number[];
}

interface Material {
  readonly components_1: number;
  readonly components_2: number;
  readonly components_3: number;
  readonly regions: Region[];
  /** Absent where there is no body. */
  readonly euler_26?: number;
  readonly euler_6?: number;
  readonly max_distance: number;
  readonly profile_z: number[];
}

interface Oracle {
  readonly frames: ({
    readonly voxels: number[];
    readonly faces: Record<string, number>;
    readonly height_map: { readonly sum: number; readonly max: number; readonly columns: number };
  } & Record<'void' | 'crack' | 'empty' | 'nmc', Material>)[];
}

const folder = referencePath('further', 'tomography');
const labelsOf = { void: [0], crack: [5], empty: [0, 5], nmc: [3] } as const;
const shape = { depth: 112, height: 112, width: 112 };
const size = 112 ** 3;

describe.skipIf(folder === undefined)(
  'labels as scikit-image 0.19 measures them (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const labels =
      folder === undefined ? new Uint8Array(0) : new Uint8Array(gunzipSync(readFileSync(`${folder}/labels.u8.gz`)));
    const oracle =
      folder === undefined ? { frames: [] } : (JSON.parse(readFileSync(`${folder}/oracle.json`, 'utf8')) as Oracle);
    const { frames } = oracle;
    const ownOf = (t: number): Uint8Array => labels.subarray(t * size, (t + 1) * size);

    it('counts voxels, bodies of each connectivity, boxes, centres and moments', () => {
      for (const [t, frame] of frames.entries()) {
        for (const [name, own] of Object.entries(labelsOf)) {
          const expected = frame[name as keyof typeof labelsOf];
          for (const [connectivity, count] of [
            [6, expected.components_1],
            [18, expected.components_2],
            [26, expected.components_3],
          ] as [Connectivity, number][]) {
            const { bodies, voxels } = labelBodies(ownOf(t), shape, { materials: [own], connectivity });
            expect(bodies).toHaveLength(count);
            expect([...voxels.subarray(0, 6)]).toEqual(frame.voxels);
            if (connectivity !== 26) continue;
            bodies.forEach((body, k) => {
              const region = expected.regions[k]!;
              expect(body.voxels).toBe(region.voxels);
              const other = expected.regions.find(({ bbox }) => bbox.join() === [...body.from, ...body.to].join())!;
              body.centroid.forEach((value, axis) => expect(value).toBeCloseTo(other.centroid[axis]!, 6));
              const { equivalentDiameter, inertia } = bodyMeasures(body);
              expect(equivalentDiameter).toBeCloseTo(other.equivalent_diameter, 9);
              inertia.forEach((value, axis) => expect(value).toBeCloseTo(other.inertia_eigenvalues[axis]!, 9));
            });
          }
        }
      }
    });

    it('counts faces, Euler numbers and profiles, and finds the largest distance', () => {
      for (const [t, frame] of frames.entries()) {
        const faces = createFacePairs(shape);
        faces.add(ownOf(t));
        for (const [pair, count] of Object.entries(frame.faces)) {
          const [a, b] = pair.split('-').map(Number);
          expect(faces.between(a!, b!)).toBe(count);
        }
        for (const [name, own] of Object.entries(labelsOf)) {
          const expected = frame[name as keyof typeof labelsOf];
          const euler = createEulerCounter(shape, own);
          euler.add(ownOf(t));
          expect(euler.finish()).toEqual({
            connectivity6: expected.euler_6 ?? 0,
            connectivity26: expected.euler_26 ?? 0,
          });
        }
      }
      const last = frames.at(-1)!;
      const own = ownOf(5);
      for (const [name, inside] of Object.entries(labelsOf)) {
        const mask = own.map((label) => Number((inside as readonly number[]).includes(label)));
        const largest = distanceTransform(mask, shape).reduce((most, square) => Math.max(most, square), 0);
        expect(Math.sqrt(largest)).toBeCloseTo(last[name as keyof typeof labelsOf].max_distance, 6);
      }
    });

    it('gives the same for slabs of 1, 7, 40 and all slices', () => {
      const own = ownOf(5);
      const measure = (slab: number): unknown => {
        const labeller = createBodyLabeller(shape, { materials: [[0], [5], [3]], keepRuns: true });
        const faces = createFacePairs(shape);
        const euler = createEulerCounter(shape, [0, 5]);
        for (let z = 0; z < shape.depth; z += slab) {
          const slices = own.subarray(z * 112 ** 2, Math.min(z + slab, shape.depth) * 112 ** 2);
          for (const each of [labeller, faces, euler]) each.add(slices);
        }
        return [labeller.finish(), faces.across(1, 2), euler.finish()];
      };
      const whole = measure(112);
      for (const slab of [1, 7, 40]) expect(measure(slab)).toEqual(whole);
    });
  },
);
