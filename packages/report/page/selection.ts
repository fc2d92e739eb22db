/** The frame that everything on the page shows: the one under the pointer, or else the one that was chosen. */
export interface Selection {
  readonly shown: () => number;
  readonly chosen: () => number;
  /** Frames, or named rows. */
  readonly count: number;
  choose(this: void, frame: number): void;
  /** @param frame Undefined when the pointer is over none. */
  point(this: void, frame: number | undefined): void;
  /** Called at once and whenever another frame is shown or chosen. */
  follow(this: void, listener: () => void): void;
}

/** A selection of one of some frames. @param first The one at the start. @default 0 */
export function createSelection(count: number, first = 0): Selection {
  let chosen = Math.max(0, Math.min(count - 1, first));
  let pointed: number | undefined;
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    count,
    chosen: () => chosen,
    shown: () => pointed ?? chosen,
    choose(frame) {
      const next = Math.max(0, Math.min(count - 1, Math.round(frame)));
      if (next === chosen && pointed === undefined) return;
      [chosen, pointed] = [next, undefined];
      tell();
    },
    point(frame) {
      if (frame === pointed || (frame === chosen && pointed === undefined)) return;
      pointed = frame === chosen ? undefined : frame;
      tell();
    },
    follow(listener) {
      listeners.push(listener);
      listener();
    },
  };
}

/** Frames that a key moves by; undefined for a key that moves nothing. */
export function keyStep({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): number | undefined {
  const far = shiftKey ? 10 : 1;
  if (key === 'ArrowLeft') return -far;
  if (key === 'ArrowRight') return far;
  if (key === 'Home') return -Infinity;
  return key === 'End' ? Infinity : undefined;
}

/** Move to another frame by a key, unless it is meant for what has the focus. */
export function moveBy(event: KeyboardEvent, selection: Selection): void {
  const step = keyStep(event);
  const { target } = event;
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  if (target instanceof Element && target.closest('select, input, textarea, .scroll') !== null) return;
  event.preventDefault();
  selection.choose(selection.chosen() + step);
}
