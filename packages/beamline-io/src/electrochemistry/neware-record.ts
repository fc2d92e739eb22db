/** One record of a Neware binary file, in seconds, volts, amperes, ampere and watt hours. */
export interface NewareRecord {
  readonly index: number;
  readonly cycle: number;
  readonly stepId: number;
  readonly status: number;
  readonly stepTime: number;
  readonly voltage: number;
  readonly current: number;
  readonly charge: number;
  readonly discharge: number;
  readonly chargeEnergy: number;
  readonly dischargeEnergy: number;
  /** Seconds after 1970 of the clock on the wall, as if it were UTC. */
  readonly clock: number;
}

/** A thermometer of a record. */
export interface NewareAuxiliary {
  readonly index: number;
  readonly channel: number;
  readonly temperature: number;
  readonly voltage?: number;
}
