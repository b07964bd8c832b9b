/** A command as completion needs to know it; the shape of oclif's manifest. */
export interface KnownCommand {
  /** Words parted by `:`. */
  readonly id: string
  readonly summary?: string | undefined
  readonly hidden?: boolean | undefined
  readonly args: Readonly<Record<string, KnownArgument>>
  readonly flags: Readonly<Record<string, KnownFlag>>
}

export interface KnownArgument {
  readonly name: string
  readonly options?: readonly string[] | undefined
  readonly multiple?: boolean | undefined
}

export interface KnownFlag {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string | undefined
  readonly description?: string | undefined
  readonly options?: readonly string[] | undefined
  readonly multiple?: boolean | undefined
  readonly hidden?: boolean | undefined
}

/** Something that may stand at the cursor. */
export interface Candidate {
  readonly word: string
  readonly description?: string
}
