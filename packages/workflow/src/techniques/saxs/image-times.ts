import type { ImageStack } from '@operando/beamline-io';
import type { FrameTimeOptions, OperandoWarning } from '@operando/core';

/** Times of images: by their headers, by a step that is given, or their numbers. */
export async function imageTimes(
  stack: ImageStack,
  timeStep: number | undefined,
): Promise<{ readonly time: FrameTimeOptions; readonly warnings: readonly OperandoWarning[] }> {
  const stated: number[] = [];
  for (let k = 0; k < stack.count; k++) {
    const at = await stack.time(k);
    if (at !== undefined) stated.push(at);
  }
  const isRising = stated.every((at, k) => k === 0 || at > stated[k - 1]!);
  if (stated.length === stack.count && isRising) {
    const epoch = stated[0]!;
    const { exposure } = stack.detector ?? {};
    const start = stated.map((at) => at - epoch);
    // One that is longer than from picture to picture is none.
    const isWithin = exposure !== undefined && start.every((at, k) => k === 0 || at - start[k - 1]! > 0.999 * exposure);
    return { time: { start, ...(isWithin ? { duration: exposure } : {}), epoch, zone: 'unstated' }, warnings: [] };
  }
  const start = Array.from({ length: stack.count }, (_, k) => k * (timeStep ?? 1));
  if (timeStep !== undefined) return { time: { start, duration: timeStep }, warnings: [] };
  return {
    time: { start },
    warnings: [
      {
        code: 'time-unknown',
        message: 'The images carry no times: frame numbers stand for seconds. Give --time-step.',
      },
    ],
  };
}
