import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseOrsoModel } from '@operando/beamline-io';
import { referencePath } from '@operando/fixtures';
import { fitReflectivity, layersOf, materialSld, reflectivity } from '@operando/nr-sld-fit';

const folder = referencePath('nr', 'data', 'orso-files');

describe('from an ORSO sample model to reflectivity', () => {
  it('gives SLDs of formulas and densities', () => {
    // Sears' lengths at tabulated densities: 2.07 (Si), 8.02 (Fe), 6.36 (D2O at 1.104 g/cm3), -0.56 (H2O), all 1e-6 per square angstrom.
    const values = ['Si', 'Fe', 'D2O', 'H2O'].map((formula) => materialSld({ name: formula, formula }).sld);
    [2.07, 8.02, 6.36, -0.56].forEach((expected, i) => {
      expect(values[i]).toBeCloseTo(expected, 1);
    });
    // GenX writes number densities; the mass density of iron follows.
    expect(materialSld({ name: 'Fe', formula: 'Fe', numberDensity: 0.08495744391749196 }).sld).toBeCloseTo(8.03, 1);
  });

  it('computes what the same slabs give, and fits', () => {
    const { items } = parseOrsoModel('stack: air | 10 ( Si 7 | Fe 7 ) | Si\n');
    const layers = layersOf(items);
    const [air, silicon, iron] = [
      materialSld({ name: 'air', formula: 'N8O2', massDensity: 1.225e-3 }),
      materialSld({ name: 'Si', formula: 'Si' }),
      materialSld({ name: 'Fe', formula: 'Fe' }),
    ];
    const bilayers = Array.from({ length: 10 }, () => [
      { thickness: 70, roughness: 3, ...silicon },
      { thickness: 70, roughness: 3, ...iron },
    ]).flat();
    const q = Float64Array.from({ length: 100 }, (_, i) => 0.01 + i * 0.002);
    const r = reflectivity(q, [air, ...bilayers, { roughness: 3, ...silicon }]);
    const fit = fitReflectivity(
      { parameters: { scale: { value: 0.9, bounds: [0.5, 1.5] } }, layers, scale: 'scale' },
      { q, r, dr: r.map((value) => 0.02 * value) },
    );
    expect(fit.parameters['scale']!.value).toBeCloseTo(1, 8);
  });

  it('refuses densities nobody knows and functions of strangers', () => {
    expect(() => layersOf(parseOrsoModel('stack: air | LiPF6 7 | Si').items)).toThrow(/density/);
    const graded = (text: string): string =>
      `stack: air | g 5 | Si\nsub_stacks: {g: {sub_stack_class: FunctionTwoElements, material1: Ni, material2: Ti, function: ${text}}}`;
    expect(() => layersOf(parseOrsoModel(graded('process')).items)).toThrow(/process/);
    expect(() => layersOf(parseOrsoModel(graded('sqrt(-x)')).items)).toThrow(/no number/);
    expect(layersOf(parseOrsoModel(graded('(0.5+0.5*sin(x*20.0*2*pi))*exp(-(x-0.5)**2/0.25**2)')).items)).toHaveLength(
      7,
    );
  });

  it.skipIf(folder === undefined)('takes the models of the reference data', () => {
    for (const name of ['example_1', 'example_3', 'example_4', 'example_6', 'example_7', 'example_8', 'export_genx']) {
      const { items } = parseOrsoModel(readFileSync(join(folder ?? '', `sample_model_${name}.yml`), 'utf8'));
      expect(layersOf(items).length).toBeGreaterThan(2);
    }
  });
});
