import type { Electrochemistry, OperandoWarning } from '@operando/core';
import type { Pixels } from '@operando/attenuation-image';

/** Pictures that are read one by one. */
export interface Pictures {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly read: (k: number) => Promise<Pixels>;
  /** UNIX seconds, where the file says when it was taken. */
  readonly time?: (k: number) => Promise<number | undefined>;
  readonly warnings?: readonly OperandoWarning[];
  /** Where they are from, for messages. */
  readonly files?: readonly string[];
}

/** What `radiography` takes. */
export interface RadiographyInput {
  readonly radiographs: Pictures;
  /** Open beam and dark; needed for all but events. */
  readonly open?: Pictures | undefined;
  readonly dark?: Pictures | undefined;
  /** Black bodies, with sample and without. */
  readonly blackBody?: Pictures | undefined;
  readonly blackBodyOpen?: Pictures | undefined;
  readonly cycler?: Electrochemistry | undefined;
}
