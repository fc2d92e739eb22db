import type { NamedSource } from '@operando/core';

/** Names in the order people number them: 2 before 10. */
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Paths in natural order of their names. */
export function sortNaturally(paths: readonly string[]): string[] {
  return [...paths].sort((a, b) => natural.compare(a, b));
}

/** Sources in natural order of their names. */
export function naturally<S extends NamedSource>(sources: readonly S[]): S[] {
  return [...sources].sort((a, b) => natural.compare(a.name, b.name));
}
