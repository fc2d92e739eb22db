/** Words of {@link StoppingChoice}. */
export const stoppingChoices = ['auto', 'user', 'nist', 'icru49', 'zbl85'] as const;

/**
 * Which stopping powers to use. `auto`: the first that there is of the user's
 * table, NIST's table of the material, NIST's elements with Bragg's rule
 * (ICRU-49 for elements that NIST has not). The others ask for one kind.
 */
export type StoppingChoice = (typeof stoppingChoices)[number];

/** What served a value: `nist-bragg` and `icru49-bragg` are sums over elements, `mixed-bragg` has some of each. */
export type StoppingSource = 'user' | 'nist-table' | 'nist-bragg' | 'mixed-bragg' | 'icru49-bragg' | 'zbl85-bragg';
