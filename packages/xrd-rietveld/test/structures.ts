import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCif } from '@operando/crystal';
import type { AtomSite, CrystalStructure, ScatteringOptions } from '@operando/crystal';
import { referencePath } from '@operando/fixtures';

/** Where the reference folder of whole patterns lies, if it is there. */
export const rietveldFolder: string | undefined = referencePath('rietveld');

/** A model structure of the reference folder; its generator takes anisotropic displacements as isotropic ones. */
export function modelStructure(name: string, isIsotropic = true): CrystalStructure {
  const file = `${name}.cif`;
  const structure = parseCif(readFileSync(join(rietveldFolder!, 'cif', file), 'utf8'), { file });
  if (!isIsotropic) return structure;
  return { ...structure, sites: structure.sites.map(isotropic) };
}

function isotropic(site: AtomSite): AtomSite {
  const { label, element, position, occupancy, uIso, multiplicity } = site;
  return { label, element, position, occupancy, uIso, multiplicity };
}

/** f', f'' and lengths that the generator of the simulated series has. */
export function generatorScattering(wavelength: number): Omit<ScatteringOptions, 'radiation'> {
  const text = readFileSync(join(rietveldFolder!, 'series', 'make-series.mjs'), 'utf8');
  const anomalous: Record<string, [number, number]> = {};
  const scatteringLengths: Record<string, number> = {};
  const row = /^ {2}(\w+): \{ f: \[[^\]]+\], m: [\d.]+, b: ([-\d.]+), an: \{ ([^}]+) \} \},$/gm;
  for (const [, name, b, an] of text.matchAll(row)) {
    scatteringLengths[name!] = Number(b);
    for (const [, at, real, imaginary] of an!.matchAll(/([\d.]+): \[([-\d.]+), ([-\d.]+)\]/g)) {
      if (Number(at) === wavelength) anomalous[name!] = [Number(real), Number(imaginary)];
    }
  }
  return { scatteringLengths, ...(Object.keys(anomalous).length === 0 ? {} : { anomalous }) };
}
