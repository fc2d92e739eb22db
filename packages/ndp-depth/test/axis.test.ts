import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { depthAxes, depthAxis, depthGrid, energyAfter, responseMatrix } from '../src/index.js';
import type { DepthAxisOptions, LayerSpec } from '../src/index.js';

const cell: LayerSpec[] = [
  { material: 'Cu', thickness: 0.2 },
  { material: 'Si', thickness: 0.5 },
  { material: 'LiPON', thickness: 1 },
  { material: 'LiCoO2', thickness: 1.5 },
];
const triton: DepthAxisOptions = { ion: 't', energy: 2727.68, layers: cell, detectorFwhm: 18 };

const anyLayers = fc.array(
  fc.record({
    material: fc.constantFrom('Cu', 'Si', 'LiPON', 'LiCoO2', 'Al', 'Kapton', 'Li'),
    thickness: fc.double({ min: 0, max: 3, noNaN: true }),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('depth axis', () => {
  it('is what the energy after the layers above is', () => {
    const axis = depthAxis({
      ...triton,
      angle: 25,
      window: [{ material: 'Kapton', thickness: 2 }],
      deadLayer: [{ material: 'Si', thickness: 0.1 }],
    });
    for (const depth of [0.05, 0.4, 1.1, 2.9]) {
      let left = depth;
      const above: LayerSpec[] = [];
      for (const layer of cell) {
        above.push({ ...layer, thickness: Math.min(left, layer.thickness) });
        left -= layer.thickness;
        if (left <= 0) break;
      }
      const direct = energyAfter({
        ion: 't',
        energy: 2727.68,
        angle: 25,
        layers: above,
        window: [{ material: 'Kapton', thickness: 2 }],
        deadLayer: [{ material: 'Si', thickness: 0.1 }],
      });
      expect(axis.energyAt(depth)).toBeCloseTo(direct.energy, 9);
    }
  });

  it('falls strictly, is undone by its inverse, and has the slope of its tangent', () => {
    fc.assert(
      fc.property(
        anyLayers,
        fc.constantFrom(['t', 2727.68] as const, ['a', 2055.8] as const, ['p', 583.84] as const),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (layers, [ion, energy], angle, share) => {
          fc.pre(layers.reduce((sum, layer) => sum + layer.thickness, 0) > 0.01);
          const axis = depthAxis({ ion, energy, layers, angle, threshold: 150 });
          const depth = share * axis.reach * 0.999;
          const step = axis.reach * 1e-3;
          expect(axis.energyAt(depth + step)).toBeLessThan(axis.energyAt(depth));
          expect(Math.abs(axis.depthAt(axis.energyAt(depth)) - depth)).toBeLessThan(1e-9 + 1e-9 * depth);
          expect(axis.lowestEnergy).toBeGreaterThanOrEqual(150);
          const at = axis.layers.find((layer) => depth >= layer.top && depth + 1e-4 < layer.bottom);
          if (at !== undefined && depth + 1e-4 < axis.reach) {
            const tangent = (axis.energyAt(depth) - axis.energyAt(depth + 1e-4)) / 1e-4;
            expect(axis.slopeAt(depth + 5e-5) / tangent).toBeCloseTo(1, 3);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is left as it is by layers of no thickness, and by cutting a layer in two', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom('Au', 'Kapton', 'LiF'),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0, max: 3.2, noNaN: true }),
        (place, material, cut, depth) => {
          const plain = depthAxis(triton);
          const more = depthAxis({
            ...triton,
            layers: [...cell.slice(0, place), { material, thickness: 0 }, ...cell.slice(place)],
          });
          const halves = cell.flatMap((layer, i) =>
            i === place % 4
              ? [
                  { ...layer, thickness: layer.thickness * cut },
                  { ...layer, thickness: layer.thickness * (1 - cut) },
                ]
              : [layer],
          );
          const split = depthAxis({ ...triton, layers: halves });
          for (const other of [more, split]) {
            expect(Math.abs(other.energyAt(depth) - plain.energyAt(depth))).toBeLessThan(1e-6);
            // The tables of S and of the spread are linear between their points.
            expect(
              other.spreadAt(Math.min(depth, other.reach)).total / plain.spreadAt(Math.min(depth, plain.reach)).total,
            ).toBeCloseTo(1, 4);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stops alphas in the caps that are known to stop them', () => {
    // CSDA ranges of a 2055.8 keV alpha by the reference's own tables: 4.0 um Cu, 7.0 um Al, 7.6 um Si, 8.4 um Kapton.
    for (const [material, micrometres] of [
      ['Cu', 4],
      ['Al', 7],
      ['Si', 7.6],
      ['Kapton', 8.4],
    ] as const) {
      const reach = depthAxis({
        ion: 'a',
        energy: 2055.8,
        threshold: 1,
        layers: [{ material, thickness: 20 }],
        source: 'icru49',
      }).reach;
      expect(reach / micrometres).toBeGreaterThan(0.97);
      expect(reach / micrometres).toBeLessThan(1.03);
    }
    expect(() =>
      depthAxis({ ion: 'a', energy: 2055.8, layers: cell, window: [{ material: 'Kapton', thickness: 9 }] }),
    ).toThrow(expect.objectContaining({ code: 'outside-range', where: { parameter: 'threshold' } }));
    expect(depthAxes({ layers: cell }).map((axis) => axis.ion)).toEqual(['4He', '3H']);
    expect(depthAxes({ layers: cell, window: [{ material: 'Kapton', thickness: 9 }] }).map((axis) => axis.ion)).toEqual(
      ['3H'],
    );
    expect(() =>
      depthAxes({ layers: cell, window: [{ material: 'Kapton', thickness: 9 }], particles: ['alpha'] }),
    ).toThrow(expect.objectContaining({ code: 'outside-range' }));
    expect(() => depthAxes({ layers: cell, window: [{ material: 'Cu', thickness: 90 }] })).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    expect(() => depthAxes({ layers: cell, particles: ['proton'] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('refuses energies under the threshold, depths out of sight and geometry that cannot be', () => {
    const axis = depthAxis({ ...triton, threshold: 2650 });
    expect(axis.lowestEnergy).toBe(2650);
    expect(axis.energyAt(axis.reach)).toBeCloseTo(2650, 6);
    expect(() => axis.depthAt(2600)).toThrow(
      expect.objectContaining({ code: 'outside-range', where: { parameter: 'energy' } }),
    );
    expect(() => axis.depthAt(2800)).toThrow(/2727/);
    expect(() => axis.slopeAt(3.1)).toThrow(expect.objectContaining({ where: { parameter: 'depth' } }));
    expect(() => axis.spreadAt(-1)).toThrow(expect.objectContaining({ code: 'outside-range' }));
    expect(() => depthAxis({ ...triton, angle: 90 })).toThrow(
      expect.objectContaining({ where: { parameter: 'angle' } }),
    );
    expect(() => depthAxis({ ...triton, layers: [] })).toThrow(
      expect.objectContaining({ where: { parameter: 'layers' } }),
    );
    expect(() => depthAxis({ ...triton, energy: 0 })).toThrow(
      expect.objectContaining({ where: { parameter: 'energy' } }),
    );
    expect(() => depthAxis({ ...triton, detectorFwhm: -1 })).toThrow(
      expect.objectContaining({ where: { parameter: 'detectorFwhm' } }),
    );
    expect(() => depthAxis({ ...triton, layers: [{ material: 'Cu', thickness: -1 }] })).toThrow(
      expect.objectContaining({ where: { parameter: 'layers' } }),
    );
    expect(() => depthAxis({ ...triton, window: [{ material: 'Cu', thickness: 1, stoppingScale: 0 }] })).toThrow(
      expect.objectContaining({ where: { parameter: 'window' } }),
    );
  });

  it('adds up detector, straggling, acceptance and roughness, and carries uncertainties to depth', () => {
    const rough = cell.map((layer, i) => (i === 1 ? { ...layer, roughness: 0.05, thicknessStderr: 0.02 } : layer));
    const axis = depthAxis({ ...triton, angle: 30, angularSpread: 4, layers: rough });
    const spread = axis.spreadAt(2);
    expect(spread.total).toBeCloseTo(
      Math.hypot(spread.detector, spread.straggling, spread.acceptance, spread.roughness),
      9,
    );
    expect(spread.detector).toBeCloseTo(18 / 2.3548, 3);
    // A rough layer of 0.05 um blurs by S/cos of it, seen through the layers outside.
    expect(spread.roughness).toBeGreaterThan(0.05 * 40);
    expect(spread.roughness).toBeLessThan(0.05 * 60);
    // d(1/cos) = tan/cos of 4 degrees, relative to the path: tan(30) x 0.0698.
    const lost = 2727.68 - axis.energyAt(2);
    expect(spread.acceptance / (lost * Math.tan(Math.PI / 6) * 0.0698)).toBeGreaterThan(0.95);
    expect(spread.acceptance / (lost * Math.tan(Math.PI / 6) * 0.0698)).toBeLessThan(1.15);
    expect(axis.resolutionAt(2)).toBeCloseTo((2.35482 * spread.total) / axis.slopeAt(2), 4);
    expect(axis.depthStderrAt(2.5)).toBeGreaterThan(axis.depthStderrAt(0.1));
    const sure = depthAxis({ ...triton, layers: cell.map((layer) => ({ ...layer, stoppingUncertainty: 0 })) });
    expect(sure.depthStderrAt(2)).toBe(0);
    // 5 % more stopping in one layer moves depths inside it by 5 % of the way through it.
    const one = depthAxis({ ...triton, layers: [{ material: 'Si', thickness: 10, stoppingUncertainty: 0.05 }] });
    expect(one.depthStderrAt(4) / (0.05 * 4)).toBeCloseTo(1, 2);
    const scaled = depthAxis({ ...triton, layers: [{ material: 'Si', thickness: 10, stoppingScale: 1.05 }] });
    expect(4 - scaled.depthAt(one.energyAt(4))).toBeCloseTo(4 - 4 / 1.05, 6);
    // At the normal angles count in second order: sigma squared over the path.
    const head = depthAxis({ ...triton, angularSpread: 4 });
    expect(head.spreadAt(2).acceptance).toBeGreaterThan(0);
    expect(head.spreadAt(2).acceptance).toBeLessThan(2);
  });
});

describe('response', () => {
  const axes = depthAxes({ layers: cell, detectorFwhm: 18, threshold: 200 });

  it('has bins of a third of the resolution that end on the layers', () => {
    const grid = depthGrid(axes);
    for (const layer of axes[0]!.layers)
      expect(Array.from(grid.edges).some((edge) => Math.abs(edge - layer.bottom) < 1e-9)).toBe(true);
    expect(grid.layer).toHaveLength(grid.edges.length - 1);
    expect(depthGrid(axes, { widest: 0.01 }).layer.length).toBeGreaterThanOrEqual(320);
    expect(() => depthGrid(axes, { widest: 1e-5 })).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => depthGrid([])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => depthGrid(axes, { binsPerResolution: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('counts every particle once', () => {
    const grid = depthGrid(axes);
    const edges = Float64Array.from({ length: 1101 }, (_, i) => 3 * i);
    const response = responseMatrix(axes, edges, grid.edges);
    for (let j = 0; j < response.bins; j++) {
      let sum = 0;
      for (let i = 0; i < response.channels; i++) sum += response.values[i * response.bins + j]!;
      // Two particles, each integrated over the bin; 5.5 standard deviations hold all but 4e-8.
      expect(sum / (2 * (grid.edges[j + 1]! - grid.edges[j]!))).toBeCloseTo(1, 6);
    }
  });

  it('puts the middle of a thin bin where the axis has its energy', () => {
    const edges = Float64Array.from({ length: 3001 }, (_, i) => i);
    const response = responseMatrix([axes[1]!], edges, [1.999, 2.001]);
    let sum = 0;
    let mean = 0;
    for (let i = 0; i < 3000; i++) {
      sum += response.values[i]!;
      mean += response.values[i]! * (i + 0.5);
    }
    expect(mean / sum).toBeCloseTo(axes[1]!.energyAt(2), 2);
    const sharp = depthAxis({ ion: 't', energy: 2727.68, layers: cell, straggling: 'none' });
    const lines = responseMatrix([sharp], edges, [0, 1e-6]).values;
    expect(lines[2727]).toBeCloseTo(1e-6, 12);
  });
});
