/** Tells how much of a task is done, in units of its own. */
export type Report = (done: number) => void;

/** What is done to each task. Neither the task nor arrays in it may be kept. */
export type Work<Task, Result> = (task: Task, report: Report) => Result | Promise<Result>;

/** Made once for each thread: what a module exports under the name of a job. */
export type WorkMaker<Setup extends object, Task, Result> = (setup: Setup) => Work<Task, Result>;

/**
 * Work that any thread can take up: a function cannot be sent to another thread, the address of the module that it stands in can.
 * Setup, tasks and results are plain data (numbers, texts, typed arrays, lists and objects of them).
 */
export interface Job<Setup extends object, Task, Result> {
  /** Absolute address: `new URL('./my-job.js', import.meta.url).href`. It must need nothing that only one thread has. */
  readonly module: string;
  /** What the module exports it as: a {@link WorkMaker}. */
  readonly name: string;
  /** Made ready once for as long as it is the same object; it may not be changed. */
  readonly setup: Setup;
  /** For the compiler alone, that tasks and results are of these types; absent. */
  readonly of?: WorkMaker<Setup, Task, Result>;
}
