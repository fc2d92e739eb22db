/** Jobs of the house by name: their modules are found wherever this one is, also where all are in one file. */
export const houseJobs: Readonly<Record<string, () => Promise<unknown>>> = {
  edxrd: () => import('./jobs/edxrd.js'),
  eels: () => import('./jobs/eels.js'),
  ndp: () => import('./jobs/ndp.js'),
  nr: () => import('./jobs/nr.js'),
  peaks: () => import('./jobs/peaks.js'),
  tomography: () => import('./jobs/tomography.js'),
  xas: () => import('./jobs/xas.js'),
};
