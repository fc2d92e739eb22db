import type { z } from 'zod';

/** The kind of zod's issues that a check of one's own raises. */
const ofItsOwn = 'custom';

/** A part of a model with its name, and where the name stands below the list. */
export interface NamedPart {
  readonly name: string | undefined;
  readonly path: readonly PropertyKey[];
}

/** Elements of a list by their names. */
export function namedParts(list: readonly { readonly name?: string | undefined }[]): NamedPart[] {
  return list.map(({ name }, i) => ({ name, path: [i, 'name'] }));
}

/**
 * A check that no two parts of a list have one name: results are told apart by it.
 *
 * @param what A part, in a word: `phase`, `layer`. @param partsOf Parts with their names. @default the list's elements
 */
export function distinctNames<List extends readonly { readonly name?: string | undefined }[]>(
  what: string,
  partsOf: (list: List) => readonly NamedPart[] = namedParts,
): (list: List, context: z.core.$RefinementCtx) => void {
  return (list, context) => {
    const seen = new Set<string>();
    for (const { name, path } of partsOf(list)) {
      if (name === undefined) continue;
      if (seen.has(name))
        context.addIssue({
          code: ofItsOwn,
          path: [...path],
          message: `a ${what} is called ${JSON.stringify(name)} already`,
        });
      seen.add(name);
    }
  };
}
