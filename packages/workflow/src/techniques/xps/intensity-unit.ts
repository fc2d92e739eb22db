import type { Series } from '@operando/core';

/** Unit of the intensities, as the files state it; empty where they do not. */
export function intensityUnit({ metadata: { unit } }: Pick<Series, 'metadata'>): string {
  return typeof unit === 'string' ? unit : '';
}
