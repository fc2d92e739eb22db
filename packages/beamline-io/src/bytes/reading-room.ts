/**
 * Room for the bytes of one small file after another, which would else be made for each of many thousands. What lies in it holds until
 * the next file is read into it: whoever keeps bytes, or waits, must copy them.
 */
export class ReadingRoom {
  #bytes = new Uint8Array(0);

  /** Room for so many bytes; what is in it is left over from before. */
  of(size: number): Uint8Array {
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
    return this.#bytes.subarray(0, size);
  }
}
