/**
 * One of several parts of a stage's tasks, for programs that share a stage out among them and keep what they make: task number n is of
 * part `n % of`.
 */
export interface TaskPart {
  /** From 0. */
  readonly part: number;
  /** How many parts there are. */
  readonly of: number;
}

/** Ends a stage whose tasks were done for a part alone: there is nothing that the rest of the work could go on from. */
export class PartDone extends Error {
  override readonly name = 'PartDone';

  constructor() {
    super('a part of the tasks is done, and no more was asked for.');
  }
}

/** Whether a task, by its number, is of a part; all are where there are no parts. */
export function isOfPart(task: number, part: TaskPart | undefined): boolean {
  return part === undefined || task % part.of === part.part;
}
