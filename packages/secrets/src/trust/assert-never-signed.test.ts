import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitTree } from '../../test/git-clone.ts'
import { member } from '../../test/team.ts'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { unsignedFor } from '../../test/unsigned-file.ts'

async function project() {
  const folder = await temporaryFolder()
  const file = join(folder, 'secrets.gpg')
  const tree = gitTree(folder)
  tree.git('init', '--quiet', '--initial-branch', 'main')
  return { folder, file, tree, ada: await member('Ada') }
}

/** So many commits, each with other bytes that are no vault, by whoever can push. */
function junk(folder: string, count: number): void {
  const first = execFileSync('git', ['rev-list', '--all', '--max-count=1'], { cwd: folder, encoding: 'utf8' }).trim()
  const commits = Array.from({ length: count }, (_, index) => {
    const data = `junk ${count} ${index}`
    const from = index === 0 && first !== '' ? `from ${first}\n` : ''
    const head = `commit refs/heads/main\ncommitter E <e@example.org> ${1_700_000_000 + index} +0000\ndata 1\nj\n`
    return `${head}${from}M 100644 inline secrets.gpg\ndata ${data.length}\n${data}\n`
  })
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: folder, input: commits.join('') })
  execFileSync('git', ['reset', '--quiet', '--hard', 'main'], { cwd: folder })
}

describe('an unsigned file where the vault was never read', () => {
  it.each([
    ['below', 0, 2000],
    ['between', 30, 500],
  ])('is refused although the signed version lies %s many others', async (_where, older, newer) => {
    const { folder, file, tree, ada } = await project()
    if (older > 0) junk(folder, older)
    await writeFile(file, await unsignedFor([ada], { A: '0' }))
    await ada
      .open(file, { stateDir: await temporaryFolder(), history: { versions: async () => undefined } })
      .set([{ name: 'A', value: '1' }])
    tree.commit('signed')
    junk(folder, newer)
    await writeFile(file, await unsignedFor([ada], { A: 'of anybody' }))
    tree.commit('unsigned')
    await expect(ada.open(file).get('A')).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
      message: expect.stringContaining('git has versions of it that have one'),
    })
  })

  it('is refused while git does not say in time what it has', async () => {
    const { folder, file, tree, ada } = await project()
    await writeFile(file, await unsignedFor([ada], { A: '1' }))
    tree.commit('unsigned')
    expect(await ada.open(file).get('A')).toBe('1')
    await writeFile(join(folder, 'git'), '#!/bin/sh\nkill -KILL $$\n', { mode: 0o755 })
    const env = { ...ada.env, PATH: `${folder}${delimiter}${process.env.PATH}` }
    await expect(ada.open(file, { env }).get('A')).rejects.toMatchObject({
      code: 'VAULT_UNSIGNED',
      message: expect.stringContaining('did not say in time'),
      hint: expect.stringContaining('git commit-graph write'),
    })
  })
})
