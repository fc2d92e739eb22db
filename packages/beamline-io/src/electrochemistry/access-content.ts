/** Readings of a row that are not the channel's own: thermometers, further voltages, pressures. */
export interface AuxiliaryReadings {
  /** Of each reading: its row (`Data_Point`), the number of its sensor, what kind it is, and what it read. */
  readonly points: readonly number[];
  readonly indexes: readonly number[];
  readonly types: readonly number[];
  readonly values: readonly number[];
  /** What the database says of sensors, where it does. */
  readonly sensors: readonly AuxiliarySensor[];
}

/** A sensor as the database names it. */
export interface AuxiliarySensor {
  readonly index: number;
  readonly type: number;
  readonly nickname: string;
  readonly unit: string;
}

/** What is taken out of an Arbin database: the channel's table in words, the fields of the global one, and readings beside them. */
export interface AccessContent {
  readonly labels: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly global: readonly (readonly [string, string | number])[];
  readonly auxiliary?: AuxiliaryReadings;
}
