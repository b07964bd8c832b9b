import { readFile } from 'node:fs/promises'
import { homedir, hostname, userInfo } from 'node:os'
import { join } from 'node:path'

/** Who a commit is by. */
export interface GitIdentity {
  readonly name: string
  readonly email: string
}

/**
 * The person's identity as their git has it: `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, then `user.name` and `user.email` of the global
 * configuration. Where git has none, the user of this machine. Needs no git.
 */
export async function readGitIdentity(env: NodeJS.ProcessEnv = process.env): Promise<GitIdentity> {
  const home = env.HOME || homedir()
  const files = [
    env.GIT_CONFIG_GLOBAL,
    join(home, '.gitconfig'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git', 'config'),
  ]
  const texts = await Promise.all(files.map((file) => (file ? readFile(file, 'utf8').catch(() => '') : '')))
  const configured = texts.map(parseUser)
  const user = userName()
  return {
    name: env.GIT_AUTHOR_NAME || configured.find(({ name }) => name)?.name || user,
    email: env.GIT_AUTHOR_EMAIL || configured.find(({ email }) => email)?.email || `${user}@${hostname()}`,
  }
}

/** Reads `[user]` of a git configuration; the last of equal keys counts, as for git. */
export function parseUser(text: string): Partial<GitIdentity> {
  let section = ''
  const found: { name?: string; email?: string } = {}
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\s\]"]+)\s*\]/.exec(line)?.[1]
    if (header !== undefined) section = header.toLowerCase()
    else if (/^\s*\[/.test(line)) section = 'other'
    const [, key, value] = /^\s*(name|email)\s*=\s*(.*?)\s*$/i.exec(line) ?? []
    if (section === 'user' && key !== undefined && value) found[key.toLowerCase() as 'name' | 'email'] = unquote(value)
  }
  return found
}

function unquote(value: string): string {
  if (value.startsWith('"')) return value.slice(1, value.lastIndexOf('"')).replaceAll(/\\(["\\])/g, '$1')
  return value.replace(/\s+[#;].*$/, '')
}

function userName(): string {
  try {
    return userInfo().username || 'meshroom'
  } catch {
    return 'meshroom'
  }
}

/** `Ada Lovelace <ada@soc.example>`: who is recorded as having run something. */
export async function sayPerson(): Promise<string> {
  const { name, email } = await readGitIdentity()
  return `${name} <${email}>`
}
