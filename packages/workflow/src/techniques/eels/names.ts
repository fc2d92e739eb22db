import type { EdgeContent } from '@operando/energy-loss-map';

/** A name in lower case, words joined by underscores, as columns have it. */
export function columnWord(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'edge'
  );
}

/** The column of an edge: its content, or what stands for it. */
export function edgeColumn({ name, isCalibrated }: EdgeContent): string {
  return isCalibrated ? columnWord(name) : `${columnWord(name)}_ratio`;
}

/** The same in words, for figures. */
export function edgeLabel({ name, isCalibrated }: EdgeContent): string {
  return isCalibrated ? `${name} content` : `${name} over background`;
}
