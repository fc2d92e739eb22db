import { OperandoError } from '@operando/core';
import { siteSymmetry } from '@operando/crystal';
import type { AtomSite, CrystalStructure } from '@operando/crystal';
import { nearestName } from '../../options/nearest.js';
import type { PhaseOptions } from './options.js';

type SiteChange = NonNullable<PhaseOptions['sites']>[string];

/** A site with other numbers. @throws OperandoError `invalid-argument` for a place of another symmetry than its own. */
function changedSite(site: AtomSite, change: SiteChange, { spaceGroup }: CrystalStructure, name: string): AtomSite {
  const { x, y, z, occupancy = site.occupancy, uiso } = change;
  const [ownX, ownY, ownZ] = site.position;
  const { stderr: _, uAnisotropic, ...rest } = site;
  const found = siteSymmetry(spaceGroup, [x ?? ownX, y ?? ownY, z ?? ownZ]);
  if (found.multiplicity !== site.multiplicity)
    throw new OperandoError(
      'invalid-argument',
      `${site.label} of ${name} would leave its symmetry: ${found.multiplicity} atoms in a cell in place of ${site.multiplicity}.`,
      {
        where: { parameter: `phases.sites.${site.label}` },
        cure: 'Give only coordinates that its symmetry leaves free, or all of those that go together.',
      },
    );
  return {
    ...rest,
    position: found.position,
    occupancy,
    uIso: uiso ?? site.uIso,
    ...(uiso === undefined && uAnisotropic !== undefined ? { uAnisotropic } : {}),
  };
}

/**
 * A structure with other coordinates, occupancies and displacements of sites than its file has. An isotropic displacement stands in
 * place of an anisotropic one.
 *
 * @throws OperandoError `invalid-argument` for a site that is not there, or a place of another symmetry.
 */
export function withChangedSites(
  structure: CrystalStructure,
  { sites: changes }: Pick<PhaseOptions, 'sites'>,
  name: string,
): CrystalStructure {
  if (changes === undefined) return structure;
  const labels = structure.sites.map(({ label }) => label);
  const wrong = Object.keys(changes).find((label) => labels.filter((each) => each === label).length !== 1);
  if (wrong !== undefined) {
    const several = labels.includes(wrong);
    const nearest = nearestName(wrong, labels);
    throw new OperandoError('invalid-argument', `${name} has ${several ? 'several sites' : 'no site'} ${wrong}.`, {
      where: { parameter: `phases.sites.${wrong}` },
      cure: several
        ? 'Give each a label of its own in the CIF.'
        : nearest === undefined
          ? `Its sites: ${[...new Set(labels)].slice(0, 20).join(', ')}.`
          : `Did you mean ${nearest}?`,
    });
  }
  return {
    ...structure,
    sites: structure.sites.map((site) => {
      const change = changes[site.label];
      return change === undefined ? site : changedSite(site, change, structure, name);
    }),
  };
}
