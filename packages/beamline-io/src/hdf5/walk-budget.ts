import { deepest, mostNodes } from './limits.js';

/** What going through a file may take: of time, and of groups and datasets. */
export interface WalkBudget {
  /** Takes one group or dataset at a depth (of the root's members 1); false when it is not to be looked at. */
  take(depth: number): boolean;
  /** Whether there is nothing left, however near the root. */
  isSpent(): boolean;
  /** Why something was not looked at; undefined while everything was. */
  ended(): string | undefined;
}

/** A budget that begins now. @param seconds After which the walk ends. */
export function walkBudget(seconds: number): WalkBudget {
  const until = performance.now() + 1000 * seconds;
  let nodes = 0;
  let why: string | undefined;
  const isSpent = (): boolean => nodes > mostNodes || performance.now() > until;
  return {
    take(depth) {
      if (depth > deepest) {
        why ??= `those more than ${deepest} groups deep were not`;
        return false;
      }
      nodes++;
      if (!isSpent()) return true;
      why = nodes > mostNodes ? `it has more than ${mostNodes} groups and datasets` : `it took more than ${seconds} s`;
      return false;
    },
    isSpent,
    ended: () => why,
  };
}
