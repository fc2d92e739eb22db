import { basename } from 'node:path';
import type { OperandoWarning } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import { plainRecord } from '../../technique/plain-record.js';
import type { RunResult } from '../../technique/result-files.js';
import { createRunMemory } from '../../technique/run-memory.js';
import type { Technique } from '../../technique/technique.js';
import { stampOf, statOf } from '../hash-inputs.js';
import type { InputFile } from '../hash-inputs.js';
import { leftOutWarning, tryFiles } from './try-files.js';
import type { Tried } from './try-files.js';
import { wholeFrames } from './whole-frames.js';
import type { WholeFrames } from './whole-frames.js';
import { expectSameWatch, readWatchRecord, writeWatchRecord } from './watch-record.js';
import { WatchedFiles } from './watched-files.js';
import type { SeenFile, WatchedFilesOptions } from './watched-files.js';

/** What is watched. */
export interface FileWatch {
  /** Files of a run as they are now, which may be none. */
  readonly list: (tell: (warnings: readonly OperandoWarning[]) => void) => Promise<readonly InputFile[]>;
  /** Folders and files where something may come. */
  readonly places: readonly string[];
  /** Options, checked and with defaults filled in by it. */
  readonly options: object;
  /** Whether a log of the cycler is, or will be, among the files: where nothing is there as yet they do not tell. */
  readonly hasCycler: boolean;
  /** Folder of the results: what is needed to go on is kept there. */
  readonly output: string;
  /** Take no account of what an earlier watch left there. @default false */
  readonly anew?: boolean | undefined;
}

/** How far a watch is. */
export interface WatchState {
  /** How often was looked. */
  readonly looks: number;
  /** Files of data that the results hold. */
  readonly files: number;
  /** Files that are there and not yet whole. */
  readonly waiting: readonly string[];
  /** Files that cannot be read, and why. */
  readonly leftOut: readonly { readonly file: string; readonly message: string }[];
  /** Why there are no newer results; absent where they are up to date. */
  readonly problem?: string;
  /** Seconds that the last look took. */
  readonly seconds: number;
}

/** Seconds between two records, and between two times that figures are drawn, at least. */
const recordEvery = 5;
const figuresEvery = 5;
/** How often a file that is just written to is read until it can be. */
const mostAttempts = 4;

const clock = (): number => performance.now() / 1000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A file as a listing shows it; nothing for one that is gone again. */
function seenFile({ path }: InputFile): SeenFile[] {
  const found = statOf(path);
  return found === undefined ? [] : [{ path, stamp: stampOf(found), modified: Number(found.mtimeMs) / 1000 }];
}

/** That files wait for others that make a frame with them. */
function partsWarnings(parts: readonly InputFile[]): OperandoWarning[] {
  const [first] = parts;
  if (first === undefined) return [];
  const message = `${parts.length} files, first ${basename(first.name)}, stand in frames that are not whole, and wait for the others.`;
  return [{ code: 'file-skipped', message, where: { file: first.name } }];
}

/** Files as they are listed now, the same values for those that were before: names of many would pile up, a copy for each listing. */
function sameValues(listed: readonly InputFile[], before: readonly InputFile[]): readonly InputFile[] {
  const known = new Map(before.map((file) => [file.path, file]));
  return listed.map((file) => {
    const own = known.get(file.path);
    return own?.role === file.role && own.name === file.name ? own : file;
  });
}

/** A run on files of which there are more and more. */
export class WatchedRun {
  readonly #technique: Technique;
  readonly #watch: FileWatch;
  readonly #options: object;
  readonly #files: WatchedFiles;
  #memory = createRunMemory();
  /** Files that cannot be read, by their paths, as they were then. */
  readonly #leftOut = new Map<string, { readonly stamp: string; readonly name: string; readonly message: string }>();
  /** Files that the technique's own reader left out of the newest results. */
  #skipped: readonly { readonly file: string; readonly message: string }[] = [];
  #listed: readonly InputFile[] = [];
  #told: readonly OperandoWarning[] = [];
  #looks = 0;
  #inResults = 0;
  #problem: string | undefined;
  #seconds = 0;
  #recorded = -Infinity;
  /** Figures as they were drawn last, when that was, and at which look. */
  #figures: { readonly figures: RunResult['figures']; readonly at: number; readonly look: number } | undefined;

  constructor(technique: Technique, watch: FileWatch, options: object, when: WatchedFilesOptions) {
    this.#technique = technique;
    this.#watch = watch;
    this.#options = options;
    this.#files = new WatchedFiles(when);
  }

  /** Goes on where an earlier watch stood. */
  async resume(): Promise<void> {
    const { output, anew = false } = this.#watch;
    const record = anew ? undefined : await readWatchRecord(output);
    if (record === undefined) return;
    expectSameWatch(record, this.#named(), output);
    for (const { file, stamp, message } of record.leftOut) this.#leftOut.set(file, { stamp, name: file, message });
    this.#looks = record.looks;
  }

  #named(): { technique: string; options: Record<string, unknown> } {
    return { technique: this.#technique.id, options: { ...plainRecord(this.#options) } };
  }

  /** Gives back what only made looks quick, before all is computed from the start. */
  forget(): void {
    this.#memory = createRunMemory();
    this.#figures = undefined;
  }

  /** What there is now. */
  async list(): Promise<void> {
    const told: OperandoWarning[] = [];
    try {
      this.#listed = sameValues(await this.#watch.list((warnings) => void told.push(...warnings)), this.#listed);
    } catch (error) {
      // Nothing there yet, or a folder that is out of reach for a moment: what was there is what is known.
      this.#problem = messageOf(error);
      return;
    }
    this.#told = told;
    if (this.#looks === 0) this.#problem = undefined;
    this.#files.see(this.#listed.flatMap(seenFile), clock(), Date.now() / 1000);
    for (const [path, { stamp }] of this.#leftOut) {
      const now = this.#files.stampOf(path);
      if (now !== stamp) this.#leftOut.delete(path);
    }
  }

  /** Whether there is something new, or figures are behind what is known. */
  get isDue(): boolean {
    if (this.#files.due(clock()).length > 0) return true;
    return this.#figures !== undefined && this.#figures.look < this.#looks && this.#isTimeForFigures();
  }

  #isTimeForFigures(): boolean {
    return clock() - (this.#figures?.at ?? -Infinity) >= figuresEvery;
  }

  /** Seconds until something may be. */
  next(): number {
    return this.#files.next(clock()) ?? Infinity;
  }

  /** Files of the next run: those that are whole, of those that can be read, as far as they make whole frames. */
  #filesNow(isLast: boolean): WholeFrames {
    const taken = new Set(this.#files.take(clock()));
    const filesPerFrame = this.#technique.filesPerFrame?.(this.#options) ?? 1;
    return wholeFrames(
      this.#listed,
      filesPerFrame,
      ({ path }) => (isLast || taken.has(path)) && !this.#leftOut.has(path),
    );
  }

  async look(context: RunContext, isLast = false): Promise<RunResult | undefined> {
    const began = clock();
    const { files, parts } = this.#filesNow(isLast);
    if (!files.some(({ role }) => role === 'data')) return undefined;
    const figures = isLast || this.#isTimeForFigures();
    const { result, error, leftOut } = await this.#tryAgain(files, { ...context, figures });
    for (const { file, message } of leftOut) {
      const stamp = this.#files.stampOf(file.path);
      // What is wrong with a file that is still growing may be mended by what comes.
      if (stamp !== undefined && !this.#files.isGrowing(file.path))
        this.#leftOut.set(file.path, { stamp, name: file.name, message });
    }
    this.#looks++;
    this.#seconds = clock() - began;
    this.#problem = result === undefined ? messageOf(error) : undefined;
    if (result === undefined && isLast) throw error;
    if (result === undefined) {
      // There is nothing newer to draw until a file changes.
      if (this.#figures !== undefined) this.#figures = { ...this.#figures, look: this.#looks };
      return undefined;
    }
    this.#skipped = result.warnings.flatMap(({ code, message, where }) =>
      code === 'file-skipped' ? [{ file: where?.file ?? '', message }] : [],
    );
    const passing = leftOut.filter(({ file }) => !this.#leftOut.has(file.path));
    this.#inResults = result.provenance.inputs.filter(({ role }) => role === 'data').length;
    const flagged = [
      ...Array.from(this.#leftOut.values(), leftOutWarning),
      ...passing.map(({ file, message }) => leftOutWarning({ name: file.name, message })),
      ...partsWarnings(parts),
    ];
    if (figures) this.#figures = { figures: result.figures, at: clock(), look: this.#looks };
    const drawn = this.#figures?.figures ?? [];
    return { ...result, figures: drawn, warnings: [...this.#told, ...flagged, ...result.warnings] };
  }

  /** What comes of some files; of one that is written to while it is read, such as an HDF5 file with a reader, in some attempts. */
  async #tryAgain(files: readonly InputFile[], context: RunContext): Promise<Tried> {
    for (let attempt = 1; ; attempt++) {
      const tried = await tryFiles(this.#technique, files, this.#options, context);
      const isMoving = files.some(({ path }) => this.#files.isGrowing(path));
      if (tried.result !== undefined || !isMoving || attempt === mostAttempts) return tried;
    }
  }

  get memory(): RunContext['memory'] {
    return this.#memory;
  }

  state(): WatchState {
    return {
      looks: this.#looks,
      files: this.#inResults,
      waiting: this.#files.waiting().map((path) => basename(path)),
      leftOut: [
        ...Array.from(this.#leftOut.values(), ({ name, message }) => ({ file: name, message })),
        ...this.#skipped,
      ],
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
      seconds: this.#seconds,
    };
  }

  /** Leaves what is needed to go on, now and then. What goes wrong with that does not end the watch. */
  async record(isLast: boolean): Promise<void> {
    if (!isLast && clock() - this.#recorded < recordEvery) return;
    this.#recorded = clock();
    const written = writeWatchRecord(this.#watch.output, {
      format: 'operando-watch',
      formatVersion: 1,
      ...this.#named(),
      written: new Date().toISOString(),
      looks: this.#looks,
      files: this.#inResults,
      leftOut: Array.from(this.#leftOut, ([file, { stamp, message }]) => ({ file, stamp, message })),
    });
    await (isLast ? written : written.catch(() => undefined));
  }
}
