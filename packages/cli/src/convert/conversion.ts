import type { Writer } from '@operando/beamline-io/node';

/** Options of `operando convert`. */
export interface ConvertOptions {
  readonly output: string;
  readonly force: boolean;
  readonly scan?: string | undefined;
  readonly dataset?: string | undefined;
  readonly signal: string;
  readonly grid: 'same' | 'interpolate';
  readonly reflectivity: boolean;
  readonly resolution?: 'sigma' | 'fwhm' | undefined;
  readonly currentSign?: 'as-is' | 'negate' | 'from-voltage' | undefined;
  readonly timeUnit?: string | undefined;
  readonly lastRow?: 'error' | 'drop' | undefined;
  readonly dateOrder?: 'month-first' | 'day-first' | undefined;
  readonly timeStep?: number | undefined;
}

/** Options, and what knows the temporary files. */
export interface Conversion extends ConvertOptions {
  readonly writer: Writer;
}

/** Options of the readers. */
export function reading({
  dataset,
  currentSign,
  timeUnit,
  lastRow,
  dateOrder,
}: ConvertOptions): Pick<ConvertOptions, 'dataset' | 'currentSign' | 'timeUnit' | 'lastRow' | 'dateOrder'> {
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(currentSign === undefined ? {} : { currentSign }),
    ...(timeUnit === undefined ? {} : { timeUnit }),
    ...(lastRow === undefined ? {} : { lastRow }),
    ...(dateOrder === undefined ? {} : { dateOrder }),
  };
}
