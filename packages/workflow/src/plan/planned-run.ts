/** One technique on one data set with one choice of options. */
export interface PlannedRun {
  /** `edges/cell-01`, `edges/cell-01/norm1=100`: also the folder of its results within the plan's. */
  readonly name: string;
  /** Name of the step. */
  readonly step: string;
  /** Name of the data set. */
  readonly set: string;
  /** Id of the technique. */
  readonly technique: string;
  /** What the matrix gives it, by option. */
  readonly choice: Readonly<Record<string, unknown>>;
  /** Names, folders and patterns, from the plan's folder; `@step/file` is that of another step. */
  readonly files: readonly string[];
  /** Logs of the cycler, as `files`. */
  readonly cycler: readonly string[];
  /** YAML file of options, from the plan's folder; undefined without one. */
  readonly optionsFile: string | undefined;
  /** Options of defaults, set and step, the later before the earlier, then those of the choice. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Values of the choice by names that lead into groups of `optionsFile`: what else that has in these stays. */
  readonly within: Readonly<Record<string, unknown>>;
  /** Runs that have to be done before. */
  readonly after: readonly string[];
  /** Whether the plan stops when it fails, or goes on without what needs it. */
  readonly onError: 'stop' | 'skip';
  /** How often it is tried again after a failure. */
  readonly retries: number;
  /** Among how many tasks of a cluster its frames are shared out before it. */
  readonly parts: number;
}

/** A file of another step, as plans name it. */
export interface StepFile {
  readonly step: string;
  readonly file: string;
}

/** `@edges/normalized.h5` as step and file; undefined for what is no such name. */
export function stepFile(text: string): StepFile | undefined {
  const [, step, file] = /^@([^/\\]+)\/(.+)$/.exec(text) ?? [];
  return step === undefined || file === undefined ? undefined : { step, file };
}

/** Every text within a value. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsOf(each);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* textsOf(each);
}

/** Steps whose files are named anywhere within a value. */
export function stepsNamed(value: unknown): string[] {
  return [...textsOf(value)].flatMap((text) => stepFile(text)?.step ?? []);
}
