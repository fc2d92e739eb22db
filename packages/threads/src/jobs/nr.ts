import { fitWaySteps } from '@operando/nr-sld-fit';
import type {
  FitSeriesOptions,
  ReflectivityFit,
  ReflectivityFrame,
  ReflectivityModel,
  SeriesWay,
} from '@operando/nr-sld-fit';
import type { Work } from '../job.js';

/** A series of curves, and how it is fitted. */
export interface ReflectivityToFit {
  readonly model: ReflectivityModel;
  readonly frames: readonly ReflectivityFrame[];
  readonly options: FitSeriesOptions;
}

/** Frames of a series, and the way through them. */
export interface PartOfWay {
  readonly way: SeriesWay;
  readonly from: number;
  readonly to: number;
}

/** Goes one way through a series, or a part of it. */
export function fitWay({ model, frames, options }: ReflectivityToFit): Work<PartOfWay, readonly ReflectivityFit[]> {
  return ({ way, from, to }, report) => {
    const steps = fitWaySteps(model, frames.slice(from, to), way, options);
    for (let told = 0; ;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (step.value.done > told) report((told = step.value.done));
    }
  };
}
