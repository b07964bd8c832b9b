import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-vault.ts'
import { systemGpg } from './gpg/run-gpg.ts'
import { gitHistory } from './trust/git-history.ts'

it.skipIf(process.platform === 'win32')('gpg and git are started without the key and the passphrase', async () => {
  const folder = await temporaryFolder()
  const seen = join(folder, 'seen')
  for (const name of ['gpg', 'git']) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "${name}:" >>"${seen}"; env >>"${seen}"\n`)
    await chmod(join(folder, name), 0o755)
  }
  await mkdir(join(folder, '.gnupg'))
  const secrets = { MESHROOM_PASSPHRASE: 'hunter2', MESHROOM_PASSPHRASE_FD: '9', MESHROOM_KEY: 'armored hunter3' }
  const env = { HOME: folder, PATH: `${folder}:${process.env.PATH}`, ...secrets }
  const path = process.env.PATH
  process.env.PATH = env.PATH
  try {
    await systemGpg({ env, mayAsk: false }).run(['--version'])
    await gitHistory(env).versions(join(folder, 'secrets.gpg'))
  } finally {
    process.env.PATH = path
  }
  const text = await readFile(seen, 'utf8')
  expect(text).toMatch(/gpg:[\s\S]*git:/)
  expect(text).not.toMatch(/hunter|MESHROOM_/)
})
