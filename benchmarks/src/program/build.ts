import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as attenuationImage from '@operando/attenuation-image';
import type * as core from '@operando/core';
import type * as edxrdDepthProfile from '@operando/edxrd-depth-profile';
import type * as energyLossMap from '@operando/energy-loss-map';
import type * as multimodal from '@operando/multimodal';
import type * as ndpDepth from '@operando/ndp-depth';
import type * as nrSldFit from '@operando/nr-sld-fit';
import type * as peakFit from '@operando/peak-fit';
import type * as tomogramMeasure from '@operando/tomogram-measure';
import type * as photoelectronFit from '@operando/photoelectron-fit';
import type * as smallAngleFit from '@operando/small-angle-fit';
import type * as xasNormalize from '@operando/xas-normalize';
import type * as xrdPeakTrack from '@operando/xrd-peak-track';
import type * as xrdRietveld from '@operando/xrd-rietveld';

/** The packages that jobs call. */
interface Packages {
  readonly 'attenuation-image': typeof attenuationImage;
  readonly core: typeof core;
  readonly 'edxrd-depth-profile': typeof edxrdDepthProfile;
  readonly 'energy-loss-map': typeof energyLossMap;
  readonly multimodal: typeof multimodal;
  readonly 'ndp-depth': typeof ndpDepth;
  readonly 'nr-sld-fit': typeof nrSldFit;
  readonly 'peak-fit': typeof peakFit;
  readonly 'tomogram-measure': typeof tomogramMeasure;
  readonly 'photoelectron-fit': typeof photoelectronFit;
  readonly 'small-angle-fit': typeof smallAngleFit;
  readonly 'xas-normalize': typeof xasNormalize;
  readonly 'xrd-peak-track': typeof xrdPeakTrack;
  readonly 'xrd-rietveld': typeof xrdRietveld;
}

/** A build of the repository: this one, or an earlier one in a folder of its own. */
export interface Build {
  /** A package of that build. */
  load<Name extends keyof Packages>(this: void, name: Name): Promise<Packages[Name]>;
}

/**
 * The build in a folder.
 *
 * @throws Error where a package is not built there.
 */
export function buildIn(root: string): Build {
  return {
    async load<Name extends keyof Packages>(name: Name): Promise<Packages[Name]> {
      const path = join(root, 'packages', name, 'dist', 'index.js');
      if (!existsSync(path)) throw new Error(`${path} is not there: build that copy first`);
      return (await import(pathToFileURL(path).href)) as Packages[Name];
    },
  };
}
