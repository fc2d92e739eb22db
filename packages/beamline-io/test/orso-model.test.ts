import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isOperandoError } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { countOrsoLayers, parseOrsoModel } from '../src/index.js';
import type { OrsoItem, OrsoModel } from '../src/index.js';

const folder = referencePath('nr', 'data', 'orso-files');
const model = (stack: string, rest = ''): OrsoModel =>
  parseOrsoModel(`sample:\n  model:\n    stack: ${stack}\n${rest.replaceAll(/^/gm, '    ')}`);
const slicesOf = (items: readonly OrsoItem[]): number =>
  items.reduce(
    (sum, item) =>
      sum +
      (item.kind === 'group'
        ? item.repetitions * slicesOf(item.items)
        : item.kind === 'graded'
          ? Math.round(item.thickness / item.slice)
          : 1),
    0,
  );

describe('ORSO sample models', () => {
  it('reads thicknesses in nm, with the defaults of the language', () => {
    const { items } = model('air | 10 ( Si 7 | Fe 7 ) | Si');
    expect(items.map(({ kind }) => kind)).toEqual(['layer', 'group', 'layer']);
    expect(items[1]).toMatchObject({
      repetitions: 10,
      items: [{ name: 'Si', thickness: 70, roughness: 3, material: { formula: 'Si' } }, { name: 'Fe' }],
    });
    expect(items[0]).toMatchObject({ thickness: 0, material: { formula: 'N8O2', massDensity: 1.225e-3 } });
    expect(countOrsoLayers(items)).toBe(22);
  });

  it('brings units to angstrom, g/cm3 and 1e-6 per square angstrom', () => {
    const { items } = model(
      'vacuum | film 3 | box | Si',
      'materials:\n  film: {sld: {real: 4.0e-4, imag: 1.0e-6, unit: 1/nm^2}, relative_density: 0.5}\nlayers:\n  box: {thickness: {magnitude: 2, unit: nm}, roughness: 4, material: {formula: Fe, mass_density: {magnitude: 7000, unit: kg/m^3}}}\nglobals: {length_unit: angstrom, roughness: {magnitude: 0.5, unit: nm}}',
    );
    expect(items[1]).toMatchObject({ thickness: 3, roughness: 5, material: { relativeDensity: 0.5 } });
    const film = items[1]!;
    if (film.kind !== 'layer') throw new Error('no layer');
    expect(film.material.sld).toBeCloseTo(4, 12);
    expect(film.material.isld).toBeCloseTo(0.01, 12);
    expect(items[2]).toMatchObject({ thickness: 20, roughness: 4, material: { massDensity: 7 } });
  });

  it('puts the environment where a mixture asks for it, and keeps repetitions of sub-stacks that stand in others', () => {
    const { items } = model(
      'Si | 2 ( porous 5 | inner ) in D2O | water',
      'composits:\n  porous: {composition: {Cu: 0.8, environment: 0.2}}\nsub_stacks:\n  inner: {repetitions: 3, sequence: [{material: Ti, thickness: 1}]}',
    );
    expect(items[1]).toMatchObject({
      items: [
        { material: { composition: [{ fraction: 0.8 }, { fraction: 0.2, material: { formula: 'D2O' } }] } },
        { kind: 'group', repetitions: 3 },
      ],
    });
    expect(countOrsoLayers(items)).toBe(10);
  });

  it.each([
    ['no stack', () => parseOrsoModel('sample: {model: {origin: x}}'), 'malformed-file'],
    ['broken YAML', () => parseOrsoModel('stack: [a'), 'malformed-file'],
    ['an open bracket', () => model('air | 2 ( Si 7 | Fe | Si'), 'malformed-file'],
    ['a closing bracket too many', () => model('air | Si ) | Fe'), 'malformed-file'],
    ['no name', () => model('air | | Si'), 'malformed-file'],
    ['repetitions that are none', () => model('air | x ( Si 7 ) | Si'), 'malformed-file'],
    ['words behind a bracket', () => model('air | ( Si 7 ) 5 | Si'), 'malformed-file'],
    ['a million repetitions', () => model('air | 1000000 ( Si 7 ) | Si'), 'malformed-file'],
    ['a sub-stack in itself', () => model('air | a', 'sub_stacks: {a: {stack: b | a}}'), 'malformed-file'],
    [
      'likeness in a circle',
      () => model('air | a', 'sub_stacks: {a: {like: b, but: {}}, b: {like: a, but: {}}}'),
      'malformed-file',
    ],
    [
      'mixtures in a circle',
      () => model('air | a', 'composits: {a: {composition: {b: 1}}, b: {composition: {a: 1}}}'),
      'malformed-file',
    ],
    ['a class not known', () => model('air | a 5', 'sub_stacks: {a: {sub_stack_class: LipidLeaflet}}'), 'unsupported'],
    ['a unit not known', () => model('air | a 5', 'globals: {length_unit: furlong}'), 'unknown-unit'],
    ['a thickness that is no number', () => model('air | a', 'layers: {a: {thickness: thick}}'), 'bad-number'],
    ['a negative thickness', () => model('air | a', 'layers: {a: {thickness: -3}}'), 'malformed-file'],
    ['an empty mixture', () => model('air | a 3', 'composits: {a: {composition: }}'), 'malformed-file'],
    [
      'sub-stacks that multiply',
      () =>
        model(
          'air | s0',
          `sub_stacks: {${Array.from({ length: 8 }, (_, i) => `s${i}: {stack: ${Array.from({ length: 10 }, () => `s${i + 1}`).join(' | ')}}`).join(', ')}}`,
        ),
      'too-large',
    ],
    ['no environment', () => model('air | a 3', 'composits: {a: {composition: {environment: 1}}}'), 'malformed-file'],
  ])('refuses %s', (_, act, code) => {
    let caught: unknown;
    try {
      act();
    } catch (error) {
      caught = error;
    }
    expect(isOperandoError(caught) && caught.code).toBe(code);
  });

  it('tells what it did not read', () => {
    const { warnings } = model('air | Fe 3 | Si', 'materials:\n  Fe: {magnetic_moment: 2.2, densty: 7}');
    expect(warnings.map(({ code }) => code)).toEqual(['ignored-key', 'magnetism-ignored']);
  });

  it('names like __proto__ are names', () => {
    const { items } = model('air | constructor 3 | Si', 'materials: {toString: {sld: 1}}');
    expect(items[1]).toMatchObject({ name: 'constructor', material: { formula: 'constructor' } });
  });

  it('survives stacks of any text (property)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('(', ')', '|', ' ', '2', 'a', 'Si 7', ' in ', '.'), maxLength: 40 }),
        (stack) => {
          let layers: number;
          try {
            layers = countOrsoLayers(model(JSON.stringify(stack)).items);
          } catch (error) {
            expect(isOperandoError(error)).toBe(true);
            return;
          }
          expect(Number.isInteger(layers) && layers >= 0).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

// Counts stated in the files of orsopy's own tests.
describe.skipIf(folder === undefined)('ORSO sample models of the reference data', () => {
  it.each([
    'example_1',
    'example_2',
    'example_3',
    'example_5',
    'example_6',
    'example_7',
    'example_8',
    'example_9',
    'export_genx',
  ])('%s: parts, blocks and layers as stated', (name) => {
    const path = join(folder ?? '', `sample_model_${name}.yml`);
    expect(existsSync(path)).toBe(true);
    const text = readFileSync(path, 'utf8');
    const data = parse(text) as { test?: Record<string, number>; sample?: { model: { test: Record<string, number> } } };
    const stated = data.test ?? data.sample!.model.test;
    const { items } = parseOrsoModel(text);
    expect(items).toHaveLength(stated['stacks']!);
    expect(countOrsoLayers(items)).toBe(stated['blocks']);
    expect(slicesOf(items)).toBe(stated['layers']);
  });

  it('complex: the parts agree; blocks by the words of the file', () => {
    // orsopy counts 54: it takes "(ss1 in Fe)" for one material of that name and forgets the repetitions of sub-stacks
    // within others. By the words of the file: 1 + 20 + 8 + 8 + (4 + 3 (8 + 2)) + 1 + 1.
    const { items } = parseOrsoModel(readFileSync(join(folder ?? '', 'sample_model_complex.yml'), 'utf8'));
    expect(items).toHaveLength(7);
    expect(countOrsoLayers(items)).toBe(73);
  });
});
