// What stands where on the site.

/** Where a file of the repository can be read that is no page of the site. */
export const sourceAddress = (path) => `https://github.com/operando/operando/blob/main/${path}`;

/** The pages of `docs/` in the order in which they are shown, each with its title in the list; the packages follow by themselves. */
export const chapters = [
  {
    title: 'Start',
    pages: {
      'README.md': 'What it does',
      'docs/first-steps.md': 'The first result',
      'packages/cli/README.md': 'The command',
      'docs/coming-from.md': 'Coming from another program',
    },
  },
  {
    title: 'Stories, by technique',
    pages: {
      'docs/absorption.md': 'Edge against voltage',
      'docs/diffraction.md': '(003), c, lithium; foil lines; a hump',
      'docs/weight-fractions.md': 'Weight fractions',
      'docs/depth-diffraction.md': 'Lithium in every slice',
      'docs/neutron-depth.md': 'Plated lithium by neutrons',
      'docs/reflectometry.md': 'Three contrasts, a second solution',
      'docs/photoelectrons.md': 'Photoelectron lines as a series',
      'docs/small-angle.md': 'Radius and distance of domains',
      'docs/energy-loss.md': 'Electron energy-loss maps',
      'docs/radiographs.md': 'Lithium in radiographs',
      'docs/tomography.md': 'Voids, contact and cracks',
      'docs/signals-together.md': 'Impedance, and signals on one clock',
    },
  },
  {
    title: 'Recipes',
    pages: {
      'docs/quick-xas.md': 'Raw sweeps to species',
      'docs/own-format.md': 'My own format',
      'docs/python.md': 'Python, pandas, xarray, Origin, Excel',
      'docs/browser.md': 'In the browser and in a worker',
      'docs/overnight.md': 'Ten thousand files; on the cluster',
      'docs/campaigns.md': 'What campaigns were tried on',
      'docs/watching.md': 'While the beam is on',
    },
  },
  {
    title: 'Reference',
    pages: {
      'docs/options.md': 'Options',
      'docs/formats.md': 'Formats',
      'docs/codes.md': 'Errors and warnings',
      'docs/dependencies.md': 'What comes with it',
    },
  },
  {
    title: 'Which number to trust',
    pages: {
      'docs/trust.md': 'How to read a result',
      'docs/agreement.md': 'Agreement with other programs',
      'docs/certified.md': 'Certified data',
      'docs/edge-errors.md': 'Errors of edges',
      'docs/round-trip.md': 'Written and read again',
      'docs/fuzz.md': 'Damaged files',
      'docs/performance.md': 'Performance',
      'docs/benchmarks.md': 'More benchmarks',
      'docs/sizes.md': 'Sizes',
    },
  },
];

/** Documents that have a page without being in a chapter or a package. */
const others = { 'CONTRIBUTING.md': 'contributing', 'findings/README.md': 'findings', 'README.md': 'index' };

/** The path of a document's page, without its ending; `undefined` for one that has none. */
export function pageOf(document) {
  if (others[document] !== undefined) return others[document];
  const [, page] = /^docs\/([^/]+)\.md$/.exec(document) ?? [];
  if (page !== undefined) return page;
  const [, name] = /^packages\/([^/]+)\/README\.md$/.exec(document) ?? [];
  return name === undefined ? undefined : `packages/${name}`;
}
