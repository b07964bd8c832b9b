/** What the exit code of `meshroom` says; stable. */
export const exitCodes = {
  done: 0,
  /** An operation failed: a hook, a tenant, the network. */
  failed: 1,
  /** Wrong usage, or a project that is not valid. */
  invalid: 2,
  /** `plan --detailed-exitcode`: something would be done; `status --check`: something has drifted. */
  pending: 3,
  /** Another run holds the lock. */
  locked: 4,
  /** Hooks that nobody has trusted yet. */
  untrusted: 5,
  /** `secrets exec`: the program cannot be run. As shells have it. */
  notRunnable: 126,
  /** `secrets exec`: there is no such program. As shells have it. */
  notFound: 127,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** First match decides; a code that none of them knows is a mistake in what was given. */
const codesOfErrors: readonly (readonly [RegExp, ExitCode])[] = [
  [/^(INTERRUPTED|HOOK_CANCELLED|CANCELLED|STEP_CUT_OFF)$/, exitCodes.interrupted],
  [/^RUN_NOT_ALLOWED$/, exitCodes.notRunnable],
  [/^RUN_NOT_FOUND$/, exitCodes.notFound],
  [/(^|_)LOCK(ED|_HELD|_TIMEOUT)?$/, exitCodes.locked],
  [/TRUST/, exitCodes.untrusted],
  [/^(PASSPHRASE_REQUIRED|KEY_AMBIGUOUS|HTTP_(URL_INVALID|(SECRET|SETTING)_UNKNOWN))$|_NO_HOOK$/, exitCodes.invalid],
  [
    /^(AGENT|HOOK|HTTP|NETWORK|GIT|RUN|SERVICE|VAULT|PASSPHRASE|KEY|WATCH|PRODUCE|PULL|PUBLISH|INTERNAL)(_|$)/,
    exitCodes.failed,
  ],
  [
    /^(PLAN_STALE|SIGNER_UNKNOWN|UNEXPECTED)$|_NOT_(WRITTEN|MADE)$|^DISK_|^FILE_(NOT_PERMITTED|READ_ONLY)$|^(FILES_TOO_MANY|PIPE_CLOSED)$/,
    exitCodes.failed,
  ],
  [/^E[A-Z0-9]+$|^ERR_/, exitCodes.failed],
]

/** The exit code for an error's code. */
export function exitCodeOf(errorCode: string): ExitCode {
  return codesOfErrors.find(([pattern]) => pattern.test(errorCode))?.[1] ?? exitCodes.invalid
}
