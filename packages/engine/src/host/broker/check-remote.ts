import { isAbsolute } from 'node:path'
import { HookError } from '@meshroom/hooks-sdk'

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i
const ALLOWED = ['https', 'ssh', 'file']
const SCP_LIKE = /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:[^:].*$/

/**
 * Whether a text names a repository that git may be given: https, ssh, `user@host:path`, or a folder on this machine. Nothing that git
 * would take for an option, or for a program to run.
 *
 * @throws HookError `GIT_FAILED`
 */
export function checkRemote(url: string): void {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase()
  const isGood =
    scheme === undefined
      ? isAbsolute(url) || (SCP_LIKE.test(url) && !url.includes('::'))
      : ALLOWED.includes(scheme) && !/:\/\/-/.test(url)
  if (isGood && !url.startsWith('-') && !/[\s\0]/.test(url)) return
  throw new HookError('GIT_FAILED', `"${withoutPassword(url)}" is not a repository that may be used`, {
    hint: 'give an https:// or ssh:// URL, user@host:path, or an absolute path',
  })
}

/** A URL as it may be shown. */
export function withoutPassword(text: string): string {
  return text.replaceAll(/(\/\/[^/\s:@]*):[^/\s@]*@/g, '$1:•••@')
}
