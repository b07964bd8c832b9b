/** A change whose failure leaves true what the command says, so that it exits with 0. */
interface HarmlessFailure {
  /** As the trace has it: the call, and the path from the project's folder. */
  readonly change: RegExp
  readonly why: string
}

/** Every other change that fails must be told, with a next step and an exit code. */
const harmless: readonly HarmlessFailure[] = [
  { change: / \.meshroom\/cache\//, why: 'a cache is a shortcut: it is worked out again' },
  { change: / \.cache\/meshroom\/seals\//, why: 'a cache without its seal is not believed, and worked out again' },
  {
    change: /^rm \.meshroom\/lock\/[^/]+\.new$/,
    why: 'the draft of a lock counts for nothing, and is swept by the next',
  },
  { change: /^rm \.meshroom\/lock\/(?:project|pins)\.json$/, why: 'the lock of a process that is gone is taken over' },
  {
    change: /^rm \.meshroom\/journal\/[^/]+\.ndjson$/,
    why: 'all that it says is in the states, which are written by then',
  },
  { change: /^rmdir state\//, why: 'an empty folder says nothing, and git does not keep it' },
  // That of an instance that is removed goes with what lies in it: there a part of the work is undone.
  { change: /^rmdir instances\/(?!siem\/b$)/, why: 'an empty folder is no instance and no plug' },
]

/** Why a failure of the change may leave exit code 0; undefined where it must not. */
export function whyHarmless(change: string): string | undefined {
  return harmless.find((each) => each.change.test(change))?.why
}
