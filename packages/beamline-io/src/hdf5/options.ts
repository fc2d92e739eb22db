/** Options of `openHdf5`, and of all that reads HDF5 files. */
export interface OpenHdf5Options {
  /**
   * Folder that links to other HDF5 files, and virtual datasets, may lead into; false refuses all, as it is for files that are not on
   * a disk. Values in raw files of their own are never read. @default the file's own folder
   */
  readonly linkFolder?: string | false | undefined;
  /**
   * Seconds after which a file whose structure has no end is given up: damaged ones can send the library round in circles, so it is
   * tried in a thread of its own first. 0 leaves the trial out, for files that are known to be sound; files that are not on a disk are
   * not tried. @default 60
   */
  readonly seconds?: number | undefined;
  /**
   * Files that are not on a disk: compiled decompression filters by their file names, such as `libH5Zbshuf.so` of h5wasm-plugins,
   * beside gzip, shuffle and szip, which are built in. @default none
   */
  readonly filters?: Readonly<Record<string, Uint8Array>> | undefined;
}
