import type { Job } from '../program/job.js';
import { bodiesJob } from './bodies.js';
import { binningJob, inversionJob } from './depth.js';
import { edxrdJob } from './edxrd.js';
import { energyLossJob } from './energy-loss.js';
import { growthJob } from './growth.js';
import { impedanceJob } from './impedance.js';
import { oneModelJob, threeModelsJob } from './peak-models.js';
import { onePeakJob, threePeaksJob } from './peaks.js';
import { photoelectronJob } from './photoelectrons.js';
import { radiographsJob } from './radiographs.js';
import { reflectivityJob } from './reflectivity.js';
import { rietveldJob } from './rietveld.js';
import { signalsJob } from './signals.js';
import { smallAngleJob } from './small-angle.js';
import { combinationJob, exafsJob } from './species.js';
import { trackingJob } from './tracking.js';
import { xasJob } from './xas.js';

/** All jobs, in the order in which they are measured and told. */
export const jobs: readonly Job[] = [
  xasJob,
  onePeakJob,
  threePeaksJob,
  oneModelJob,
  threeModelsJob,
  edxrdJob,
  trackingJob,
  reflectivityJob,
  binningJob,
  inversionJob,
  growthJob,
  combinationJob,
  exafsJob,
  rietveldJob,
  energyLossJob,
  bodiesJob,
  radiographsJob,
  photoelectronJob,
  smallAngleJob,
  impedanceJob,
  signalsJob,
];
