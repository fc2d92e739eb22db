import type { OperandoWarning } from '@operando/core';

/** What is found wanting in many sites at once, and told once. */
export interface Findings {
  readonly moved: string[];
  readonly doubtful: string[];
  readonly without: string[];
  readonly unphysical: string[];
  readonly large: string[];
  readonly small: string[];
  readonly turned: string[];
  readonly skipped: string[];
}

/** Nothing found yet. */
export const noFindings = (): Findings => ({
  moved: [],
  doubtful: [],
  without: [],
  unphysical: [],
  large: [],
  small: [],
  turned: [],
  skipped: [],
});

/** Names in a sentence, not too many. */
export const listed = (names: readonly string[]): string =>
  names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');

/** What was found, once each. */
export function told(findings: Findings, line: number): OperandoWarning[] {
  const where = { line };
  const { moved, doubtful, without, unphysical, large, small, turned, skipped } = findings;
  const all: [readonly string[], OperandoWarning][] = [
    [moved, { code: 'site-moved', where, message: 'Rounded coordinates were moved to where symmetry has them' }],
    [
      doubtful,
      {
        code: 'element-from-label',
        where,
        message: 'The file has no types of atoms; these were read from labels that could mean others',
      },
    ],
    [without, { code: 'displacement-assumed', where, message: 'Displacements are not in the file, and taken as 0' }],
    [
      unphysical,
      { code: 'displacement-unphysical', where, message: 'Displacements are not above 0; they were used as they are' },
    ],
    [
      large,
      {
        code: 'displacement-unphysical',
        where,
        message:
          'Displacements are larger than those of solids, as if B stood in place of U; they were used as they are',
      },
    ],
    [
      small,
      {
        code: 'displacement-unphysical',
        where,
        message:
          'Displacements are smaller than those of solids, as if U stood in place of B; they were used as they are',
      },
    ],
    [
      turned,
      {
        code: 'displacement-assumed',
        where,
        message: 'Anisotropic displacements do not have the symmetry of their place; the mean over it was used',
      },
    ],
    [skipped, { code: 'atoms-left-out', where, message: 'Dummies, or atoms without coordinates, were left out' }],
  ];
  return all.flatMap(([names, warning]) =>
    names.length === 0 ? [] : [{ ...warning, message: `${warning.message}: ${listed(names)}.` }],
  );
}
