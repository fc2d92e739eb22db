import type { z } from 'zod';
import type {
  JsonValue,
  NamedSource,
  OperandoWarning,
  ProvenanceStep,
  Result,
  ResultFigure,
  ResultTable,
  ResultView,
} from '@operando/core';
import { createPacer, createTable, distinctColumns } from '@operando/core';
import { expectPlainSchema } from '../options/plain-schema.js';
import { parseOptions } from '../options/validate.js';
import { withThreads } from './context.js';
import type { RunContext } from './context.js';
import { drawn } from './drawn-figures.js';
import { idleWarnings } from './idle-options.js';
import type { IdleOptions } from './idle-options.js';
import { expectInput } from './input.js';
import type { InputParts } from './input.js';
import { plainRecord } from './plain-record.js';
import type { ResultFile, RunResult } from './result-files.js';
import { withoutReading } from './reading-options.js';

/** Files of a run, by what they are for. */
export interface TechniqueFiles {
  /** Frames, in the order they were given. */
  readonly data: readonly NamedSource[];
  /** Logs of the cycler. */
  readonly cycler: readonly NamedSource[];
  /** Files that options name, by the option. */
  readonly named: Readonly<Record<string, NamedSource>>;
}

/** What every analysis says of itself. */
export interface Analysed {
  /** What was doubted, assumed or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** What was done to the data, step by step. */
  readonly steps: readonly ProvenanceStep[];
  /** How the clocks of frames and cycler were brought together, in words. */
  readonly clock?: string;
  /** Seeds of everything drawn at random. */
  readonly seeds?: Readonly<Record<string, number>>;
}

/** An analysis in a few numbers, a few lines, and what no table holds. */
export interface Summary {
  /** A few numbers and words, by name. */
  readonly headline: { readonly [name: string]: JsonValue };
  /** A few lines, for people. */
  readonly text: string;
  /** What no table holds, by name. @default nothing */
  readonly details?: { readonly [name: string]: unknown };
}

/** Words and files of a technique, for help and docs. */
export interface TechniqueWords {
  /** Short name: command, file names, provenance. */
  readonly id: string;
  /** What it does, in half a sentence. */
  readonly title: string;
  /** What its files hold: `spectra: files, or one folder of them`. */
  readonly data: string;
  /** What its frames are called. */
  readonly frames: string;
  /** It takes a log of the cycler. */
  readonly cycler: boolean;
  /** Several threads can share its work. @default false: `threads` has no effect */
  readonly isThreaded?: boolean;
  /** It keeps what it came to on its way (`stages` of its context), though frames depend on each other. @default false */
  readonly keepsStages?: boolean;
  /** Bytes of memory that it may need for each byte of its files. @default 4: all frames are in memory at once */
  readonly memoryPerByte?: number;
  /** How many files make one frame, by its options. @default 1 */
  filesPerFrame?(options: object): number;
  /** Its options come in a file that must be given, called so: `model`, `sample`; absent where that file is optional. */
  readonly model?: { readonly name: string; readonly help: string };
  /** Tables it gives, by name, with what their rows are. */
  readonly tables: Readonly<Record<string, string>>;
  /** Figures it gives where there is something to show, by name. */
  readonly figures: Readonly<Record<string, string>>;
  /** Further files it may give, by their names with ending. */
  readonly files?: Readonly<Record<string, string>>;
  /** Those of its tables that it hands out after each frame (`onPartial`), so that they are kept if the run does not end well. */
  readonly partial?: readonly string[];
  /** Examples for the help of the command, a line each. */
  readonly examples: string;
  /** What else the help shall say. */
  readonly notes?: string;
}

/** What a technique does. It may be loaded when it is first needed: whoever only asks for help does not wait for it. */
export interface TechniqueWork<Options extends object, Input, Analysis extends Analysed> {
  /** Data from files. */
  readonly read: (files: TechniqueFiles, options: Options, context: RunContext) => Promise<Input>;
  /** The analysis of data in memory. */
  readonly analyse: (input: Input, options: Options, context: RunContext) => Analysis | Promise<Analysis>;
  /** Options that have no effect with these data: those that were given are warned of. @default none */
  readonly idle?: (options: Options, input: Input, analysis: Analysis) => readonly IdleOptions[];
  /** Its tables. Columns whose names are there already are numbered, with a warning. */
  readonly toTables: (analysis: Analysis, options: Options) => readonly ResultTable[];
  /** Its figures, as SVG. */
  readonly toFigures: (analysis: Analysis, options: Options) => readonly ResultFigure[];
  /**
   * The frames themselves, for a page: made where the option `report` is set. While more will come (`isGrowing`) a page is looked at
   * once: a long series may stand in it as means of neighbours. @default none
   */
  readonly toViews?: (
    analysis: Analysis,
    options: Options,
    context: Pick<RunContext, 'isGrowing'>,
  ) => readonly ResultView[] | Promise<readonly ResultView[]>;
  /** The analysis in a few numbers and lines. */
  readonly summarise: (analysis: Analysis, options: Options) => Summary;
  /** Files that are made when they are written. @default none */
  readonly toFiles?: (analysis: Analysis, options: Options) => readonly ResultFile[];
}

/** A technique as its author writes it down. @typeParam Given Options as they are given, without those that have defaults. */
export interface TechniqueDefinition<
  Options extends object,
  Input,
  Analysis extends Analysed,
  Given = unknown,
> extends TechniqueWords {
  /** The only place where names, units, defaults, ranges and help of its options stand. */
  readonly options: z.ZodType<Options, Given>;
  /** Options that only say how files are read: data in memory refuse them, and their provenance has none of them. @default none */
  readonly reading?: readonly (keyof Options & string)[];
  /** What it takes in memory, checked before the work begins. @default not checked */
  readonly input?: InputParts<Input>;
  /** What it does, loaded when it is first needed. */
  readonly work: () => TechniqueWork<Options, Input, Analysis> | Promise<TechniqueWork<Options, Input, Analysis>>;
}

/** What a run gives, before it is known which files went in. */
export type Outcome = Omit<RunResult, 'provenance'> &
  Pick<Result['provenance'], 'steps' | 'seeds' | 'clock' | 'options'>;

/** A technique as one value: everything that can be done with it, whoever calls. */
export interface Technique<Input = unknown, Options extends object = object, Given = unknown> extends TechniqueWords {
  /** Schema of its options: names, units, defaults, ranges and help. */
  readonly options: z.ZodType<Options, Given>;
  /** Options that only say how files are read. */
  readonly reading: readonly string[];
  /** Options with their defaults. @throws OperandoError `invalid-argument` naming the option. */
  complete(options: unknown): Options;
  /** Analyse data that are in memory. @throws OperandoError `invalid-argument` for data that it does not take. */
  run(input: Input, options: Options, context?: RunContext): Promise<Outcome>;
  /** Read files and analyse them. */
  runFiles(files: TechniqueFiles, options: Options, context?: RunContext): Promise<Outcome>;
}

function filesOf(files: readonly ResultFile[] = []): Pick<RunResult, 'files'> {
  return files.length === 0 ? {} : { files };
}

/** Whether a page will be made of the result. */
function wantsPage(options: object): boolean {
  return 'report' in options && options.report === true;
}

/**
 * A technique from its definition. It works in every command, options file, rerun and plan that is given it.
 */
export function defineTechnique<Options extends object, Input, Analysis extends Analysed, Given = unknown>(
  definition: TechniqueDefinition<Options, Input, Analysis, Given>,
): Technique<Input, Options, Given> {
  const { work, input: parts, reading = [], ...words } = definition;
  expectPlainSchema(words.options);
  const run = async (input: Input, options: Options, context: RunContext = {}): Promise<Outcome> => {
    const { analyse, idle, toTables, toFigures, toViews, toFiles, summarise } = await work();
    context.signal?.throwIfAborted();
    const { result: analysis, warnings: ofThreads } = await withThreads(context, async (own) =>
      analyse(input, options, own),
    );
    const pace = createPacer(context.signal);
    await pace();
    const { headline, text, details = {} } = summarise(analysis, options);
    const distinct = toTables(analysis, options).map(distinctColumns);
    const tables = distinct.map(({ table }) => createTable(table));
    await pace();
    const { figures, warnings: undrawn } = drawn(() => (context.figures === false ? [] : toFigures(analysis, options)));
    await pace();
    const views = wantsPage(options) ? ((await toViews?.(analysis, options, context)) ?? []) : undefined;
    await pace();
    const { steps, clock, seeds = {} } = analysis;
    const warnings = [...analysis.warnings, ...ofThreads, ...distinct.flatMap((each) => each.warnings), ...undrawn];
    const unused = idleWarnings(words.options, options, idle?.(options, input, analysis) ?? []);
    return {
      technique: words.id,
      headline,
      text,
      tables,
      figures,
      ...(views === undefined ? {} : { views }),
      details: plainRecord(details),
      warnings: [...warnings, ...unused],
      steps,
      seeds,
      options: plainRecord(options),
      ...filesOf(toFiles?.(analysis, options)),
      ...(clock === undefined ? {} : { clock }),
    };
  };
  return {
    ...words,
    reading,
    complete: (options) => parseOptions(words.options, options),
    async run(input, options, context) {
      if (parts !== undefined) expectInput(words.id, parts, input);
      const outcome = await run(input, options, context);
      return { ...outcome, options: plainRecord(withoutReading(reading, outcome.options)) };
    },
    runFiles: async (files, options, context = {}) =>
      run(await (await work()).read(files, options, context), options, context),
  };
}
