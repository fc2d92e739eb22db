import { followBodies, bodyMaterials, bodyMeasures } from '@operando/tomogram-measure';
import type { BodyList, FollowedBody, LabelFrame, TomogramCourse } from '@operando/tomogram-measure';
import { givenDepth } from './course-columns.js';
import type { Lengths } from './lengths.js';

/** One body of one frame. */
export interface BodyRow {
  readonly frame: number;
  readonly kind: string;
  readonly followed: FollowedBody;
  readonly volume: number;
  readonly stderr: number;
  readonly z: number;
  readonly y: number;
  readonly x: number;
  readonly surface: number;
  readonly touchesBorder: boolean;
  readonly isThin: boolean;
}

function ofCourse(course: TomogramCourse, lengths: Lengths): BodyRow[] {
  const { volume, edges } = lengths;
  const voids = followBodies(
    course.voids.map(({ runs, bodies }): BodyList => ({ runs, voxels: bodies.map(({ pixels }) => pixels) })),
  );
  const cracks = followBodies(course.cracks.map(({ runs, voxels }): BodyList => ({ runs, voxels })));
  return course.voids.flatMap((found, frame) => [
    ...found.bodies.map((body, k): BodyRow => ({
      frame,
      kind: 'void',
      followed: voids[frame]![k]!,
      volume: body.volume.value * volume.factor,
      stderr: body.volume.stderr * volume.factor,
      z: givenDepth(course, body.centroid[0], lengths),
      y: body.centroid[1] * edges[1],
      x: body.centroid[2] * edges[2],
      surface: Number.NaN,
      touchesBorder: false,
      isThin: body.isThin,
    })),
    ...course.cracks[frame]!.bodies.map((body, k): BodyRow => ({
      frame,
      kind: 'crack',
      followed: cracks[frame]![k]!,
      volume: body.emptyEquivalent.value * volume.factor,
      stderr: body.emptyEquivalent.stderr * volume.factor,
      z: givenDepth(course, body.centroid[0], lengths),
      y: body.centroid[1] * edges[1],
      x: body.centroid[2] * edges[2],
      surface: Number.NaN,
      touchesBorder: body.touchesBorder,
      isThin: course.cracks[frame]!.isThin,
    })),
  ]);
}

function ofLabels(frames: readonly LabelFrame[], { volume, edges }: Lengths): BodyRow[] {
  const lists = frames.flatMap(({ runs, bodies }): BodyList[] =>
    runs === undefined ? [] : [{ runs, voxels: bodies.map(({ voxels }) => voxels) }],
  );
  const alone = (bodies: LabelFrame['bodies']): FollowedBody[] =>
    bodies.map((_, k) => ({ id: k + 1, event: 'first', from: [] }));
  const followed = lists.length === frames.length ? followBodies(lists) : frames.map(({ bodies }) => alone(bodies));
  return frames.flatMap(({ bodies }, frame) =>
    bodies.map((body, k): BodyRow => ({
      frame,
      kind: bodyMaterials[body.material] ?? 'body',
      followed: followed[frame]![k]!,
      volume: body.voxels * volume.factor,
      stderr: Number.NaN,
      z: body.centroid[0] * edges[0],
      y: body.centroid[1] * edges[1],
      x: body.centroid[2] * edges[2],
      surface: bodyMeasures(body, edges).surface,
      touchesBorder: body.touchesBorder,
      isThin: false,
    })),
  );
}

/** Bodies of all frames, frame by frame. */
export function bodyRows(
  { course, labels }: { readonly course?: TomogramCourse; readonly labels?: readonly LabelFrame[] },
  lengths: Lengths,
): BodyRow[] {
  return course === undefined ? ofLabels(labels ?? [], lengths) : ofCourse(course, lengths);
}
