import type { DepthProfileBegun } from '@operando/threads';

/** How far frames of a scan that goes on were fitted. */
export interface ProfiledSoFar extends DepthProfileBegun {
  readonly key: string;
  /** What tells that frames are the same. */
  readonly marks: readonly object[];
}
