import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Outcome, type RunOptions, type Sandbox, sandbox, sandboxWithMesh } from './sandbox.ts'

export const attributes = {
  '.gitattributes': 'secrets.gpg diff=meshroom merge=meshroom -text\n',
  '.gitignore': '.meshroom/\n',
}

/** Somebody with a home, a key and a clone of their own. */
export class Member {
  readonly box: Sandbox
  readonly name: string

  constructor(name: string, box: Sandbox) {
    this.name = name
    this.box = box
  }

  meshroom(line: string, options?: RunOptions): Promise<Outcome> {
    return this.box.meshroom(line, options)
  }

  /** Keeps a value for the instance `edr`. */
  async set(key: string, value: string): Promise<void> {
    await succeed(this.meshroom(`secrets set edr ${key}`, { input: value }))
  }

  /** The value that the instance `edr` has. */
  async get(key: string): Promise<string> {
    return (await succeed(this.meshroom(`secrets get edr ${key}`))).stdout.trimEnd()
  }

  git(...args: readonly string[]): Promise<Outcome> {
    return run('git', args, this.box)
  }

  async commit(): Promise<void> {
    await succeed(this.git('add', '--all'))
    await succeed(this.git('commit', '-qm', `by ${this.name}`))
  }

  async fingerprint(): Promise<string> {
    return JSON.parse((await succeed(this.meshroom('secrets key list --json'))).stdout)[0].fingerprint
  }
}

/** Somebody with a home of their own, in which git knows their name. */
export async function person(name: string, box: Sandbox): Promise<Member> {
  await writeFile(join(box.env.HOME!, '.gitconfig'), `[user]\n\tname = ${name}\n\temail = ${name}@example.org\n`)
  return new Member(name, box)
}

/** Ada has a project with one secret, and has given Bob access to it; Bob has a clone. Both work on `main`. */
export async function team(): Promise<{ ada: Member; bob: Member }> {
  const ada = await person('ada', await sandboxWithMesh())
  const bob = await person('bob', await sandbox())
  await ada.box.write(attributes)
  await succeed(ada.git('init', '-q', '--initial-branch=main'))
  await succeed(ada.meshroom('add edr -s API_KEY', { input: 'first\n' }))
  await succeed(bob.meshroom('secrets key create'))
  const { stdout } = await succeed(bob.meshroom('secrets key export --public'))
  const file = join(ada.box.folder, 'bob.asc')
  await writeFile(file, stdout)
  await succeed(ada.meshroom(`secrets recipients add ${file} --yes`))
  await ada.commit()
  await clone(bob, ada)
  return { ada, bob }
}

/** Gives somebody a clone of the other's project. */
export async function clone(member: Member, { box: { project } }: Member): Promise<void> {
  await rm(member.box.project, { recursive: true })
  await succeed(run('git', ['clone', '-q', project, member.box.project], member.box, member.box.folder))
}

/** Fetches the other's branch and merges it. */
export async function merge(member: Member, other: Member): Promise<Outcome> {
  await succeed(member.git('fetch', '-q', other.box.project, 'main'))
  return member.git('merge', '--no-edit', 'FETCH_HEAD')
}

/** The outcome, which must be a success. */
export async function succeed(running: Promise<Outcome>): Promise<Outcome> {
  const outcome = await running
  if (outcome.code !== 0) throw new Error(`exit ${outcome.code}: ${outcome.stdout}${outcome.stderr}`)
  return outcome
}

function run(program: string, args: readonly string[], { env, project }: Sandbox, cwd = project): Promise<Outcome> {
  const options = { cwd, env: { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_PAGER: 'cat' } }
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr }),
    )
  })
}
