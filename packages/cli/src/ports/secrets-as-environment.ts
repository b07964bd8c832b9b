import { MeshroomError, type Project } from '@meshroom/model'
import type { Vault } from '@meshroom/secrets'
import { assertSecretsKnown } from '../command/secret-unknown.ts'

export interface SecretsAsEnvironmentOptions {
  readonly vault: Vault
  readonly project: Project
}

/** One secret as a variable. */
interface Assignment {
  readonly variable: string
  /** In the vault. */
  readonly name: string
}

export interface SecretEnvironment {
  readonly variables: Readonly<Record<string, string>>
  /** Of the secrets used. */
  readonly names: readonly string[]
}

/**
 * The secrets that words name, as environment variables: an instance's under the names of its settings, a secret under its own name or, with
 * `VARIABLE=NAME`, under another; all of them where there is no word. Bytes come in base64.
 *
 * @throws MeshroomError `SECRET_UNKNOWN`; `VARIABLE_COLLISION` when two secrets would be the same variable
 */
export async function secretsAsEnvironment(
  words: readonly string[],
  options: SecretsAsEnvironmentOptions,
): Promise<SecretEnvironment> {
  const assignments = await assign(words, options)
  const names = assignments.map(({ name }) => name)
  await assertSecretsKnown(names, options.vault)
  assertNoCollision(assignments)
  const read = assignments.map(async ({ variable, name }) => [variable, (await options.vault.get(name)) ?? ''] as const)
  return { variables: Object.fromEntries(await Promise.all(read)), names }
}

async function assign(words: readonly string[], options: SecretsAsEnvironmentOptions): Promise<Assignment[]> {
  if (words.length === 0) return (await options.vault.list()).map(({ name }) => ({ variable: asVariable(name), name }))
  return (await Promise.all(words.map((word) => assignWord(word, options)))).flat()
}

async function assignWord(word: string, { vault, project }: SecretsAsEnvironmentOptions): Promise<Assignment[]> {
  const [, variable, renamed] = /^([A-Za-z_]\w*)=(.+)$/s.exec(word) ?? []
  if (variable && renamed) return [{ variable, name: renamed }]
  if (!project.instances.has(word)) return [{ variable: asVariable(word), name: word }]
  const owned = (await vault.list()).filter(({ owner }) => owner?.kind === 'instance' && owner.instance === word)
  return owned.map(({ name, key = name }) => ({ variable: asVariable(key), name }))
}

/** `my-edr_paris_KEY` is a fine name for a secret, and none for a variable. */
function asVariable(name: string): string {
  return name.replace(/^(?=\d)|\W/g, '_')
}

function assertNoCollision(assignments: readonly Assignment[]): void {
  const taken = new Map<string, string>()
  for (const { variable, name } of assignments) {
    const other = taken.get(variable)
    if (other !== undefined && other !== name) throw collision(variable, [other, name])
    taken.set(variable, name)
  }
}

function collision(variable: string, names: readonly string[]): MeshroomError {
  return new MeshroomError('VARIABLE_COLLISION', `${names.join(' and ')} would both be ${variable}`, {
    hint: `Choose another variable for one of them: OTHER=${names[1]}`,
    data: { variable, names },
  })
}
