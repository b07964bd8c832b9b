/** A project that is to be read. */
export interface ProjectPlace {
  /** Absolute. */
  readonly root: string
  readonly maxFileBytes: number
}
