/**
 * Spin states of a curve: of the neutrons that come (first letter) and of those that are counted (second), `p` along the guide field, `m`
 * against it, `o` not selected; as ORSO names them.
 */
export const polarisations = ['pp', 'mm', 'pm', 'mp', 'po', 'mo', 'op', 'om', 'unpolarized'] as const;

/** Spin state of a curve, of the neutrons that come and of those that are counted; as ORSO names them. */
export type Polarisation = (typeof polarisations)[number];

/** How much of each of pp, pm (up comes, down is counted), mp and mm a curve holds. */
export const crossSections: Readonly<Record<Polarisation, readonly [pp: number, pm: number, mp: number, mm: number]>> =
  {
    pp: [1, 0, 0, 0],
    pm: [0, 1, 0, 0],
    mp: [0, 0, 1, 0],
    mm: [0, 0, 0, 1],
    po: [1, 1, 0, 0],
    mo: [0, 0, 1, 1],
    // Half of an unpolarised beam has either spin.
    op: [0.5, 0, 0.5, 0],
    om: [0, 0.5, 0, 0.5],
    unpolarized: [0.5, 0.5, 0.5, 0.5],
  };
