import type { Electrochemistry, OperandoWarning } from '@operando/core';
import type { SlabSource, VoxelEdges } from '@operando/tomogram-measure';

/** What `tomography` takes. */
export interface TomographyInput {
  /** One for each time, all of one size. */
  readonly volumes: readonly SlabSource[];
  readonly names?: readonly string[] | undefined;
  /** Edges of a voxel along z, y and x in um. */
  readonly voxel?: VoxelEdges | undefined;
  /** What readers had to say. */
  readonly warnings?: readonly OperandoWarning[] | undefined;
  readonly cycler?: Electrochemistry | undefined;
}
