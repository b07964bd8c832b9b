import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../test/temporary-vault.ts'
import { isUnmerged, leaveUnmerged } from './unmerged-file.ts'

const armor = (body: string, end = '\n') =>
  ['-----BEGIN PGP MESSAGE-----', '', body, '=AbCd', '-----END PGP MESSAGE-----', ''].join(end)

it.each(['merge', 'diff3', 'zdiff3'])('what git leaves in the style %s is seen', async (style) => {
  const folder = await temporaryFolder()
  const [ours = '', base = '', theirs = ''] = ['ours', 'base', 'theirs'].map((name) => {
    const path = join(folder, name)
    writeFileSync(path, armor(name))
    return path
  })
  const args = ['-c', `merge.conflictStyle=${style}`, 'merge-file', '-p', ours, base, theirs]
  let left: Buffer = Buffer.alloc(0)
  try {
    execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (error) {
    left = (error as { stdout: Buffer }).stdout
  }
  expect(left.toString()).toContain('<<<<<<<')
  expect(isUnmerged(left)).toBe(true)
  expect(isUnmerged(Buffer.from(left.toString().replaceAll('\n', '\r\n')))).toBe(true)
})

it.each([
  ['an armor', armor('body'), false],
  ['an armor of Windows', armor('body', '\r\n'), false],
  ['nothing', '', false],
  ['a beginning without an end', `<<<<<<< ours\n${armor('a')}=======\n`, false],
  [
    'what git leaves of what a merge follows on',
    `<<<<<<<<< Temporary merge branch 1\n${armor('a')}=========\n${armor('b')}>>>>>>>>> Temporary merge branch 2\n`,
    true,
  ],
  ['marks within lines', 'x <<<<<<< =======  >>>>>>>', false],
  ['both sides of ours', leaveUnmerged({ ours: Buffer.from(armor('a')), theirs: Buffer.from('no line end') }), true],
])('%s: %#', (_what, text, expected) => {
  expect(isUnmerged(Buffer.from(text))).toBe(expected)
})
