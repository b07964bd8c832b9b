/** A file that is being written. */
export interface OpenFile {
  /** Appends all of it. Rejects where less went out: what did is there, and counts for nothing. */
  write(text: string): Promise<void>
  /** What was written survives a crash of the machine once this resolves. */
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * The system calls by which states, the journal and the lock are kept. A port, so that a crash or a full disk can be simulated between any
 * two of them. Paths are absolute.
 */
export interface Disk {
  /** Undefined when there is no such file. */
  read(path: string): Promise<string | undefined>
  /** Files below a folder, relative to it, at any depth; none where it is not there. */
  list(folder: string): Promise<readonly string[]>
  /** Makes a folder and those above it, durably; nothing happens when it is there. */
  makeFolder(path: string): Promise<void>
  /** Rejects with `EEXIST` when the file is there. */
  create(path: string): Promise<OpenFile>
  /** Opens a file to write at its end, and creates it where it is missing. */
  append(path: string): Promise<OpenFile>
  /** Gives a file a second name. Rejects with `EEXIST` when that is taken, with `ENOENT` when the first is gone. */
  link(from: string, to: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>
  /** False when it is not empty, or not there. */
  removeFolder(path: string): Promise<boolean>
  /** Makes what was created, renamed and removed in a folder survive a crash of the machine. */
  syncFolder(path: string): Promise<void>
}

/** The `code` of a system error, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
