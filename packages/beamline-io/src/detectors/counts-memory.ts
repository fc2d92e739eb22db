import type { NamedSource } from '@operando/core';

/**
 * Tells which frames of several files were there before, when scans are opened again together with more: frames of sources that are
 * the same values, which whoever opens them answers for.
 */
export class CountsMemory {
  readonly #marks = new WeakMap<NamedSource, { readonly sources: readonly NamedSource[]; readonly mark: object }>();

  /** What stands for a frame: the same for the same sources. */
  markOf(sources: readonly NamedSource[]): object {
    const [first] = sources;
    if (first === undefined) return {};
    const known = this.#marks.get(first);
    if (known?.sources.length === sources.length && sources.every((source, i) => source === known.sources[i]))
      return known.mark;
    const made = { sources, mark: {} };
    this.#marks.set(first, made);
    return made.mark;
  }
}
