/** Whether something can be sent to another thread as it is: no function stands anywhere in it. */
export function isPlainData(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true;
  return Object.values(value).every(isPlainData);
}

/** Plain data with each array replaced by another. */
export function withViews(data: unknown, replace: (view: ArrayBufferView) => ArrayBufferView): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (ArrayBuffer.isView(data)) return replace(data);
  if (Array.isArray(data)) return data.map((each) => withViews(each, replace));
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype && prototype !== null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, part]) => [name, withViews(part, replace)]));
}

/** An array of its own with the same values; what cannot be copied as it is. */
export function copyOf(view: ArrayBufferView): ArrayBufferView {
  return 'slice' in view ? (view as Float64Array).slice() : view;
}

/** Cut out of a larger memory: a part of one takes all of it along wherever it is sent. */
export function cutOut(view: ArrayBufferView): ArrayBufferView {
  return view.byteLength === view.buffer.byteLength ? view : copyOf(view);
}
