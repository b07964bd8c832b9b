import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sweepDrafts } from './sweep-drafts.ts'

test('old drafts of the file go; young ones, those of other files and the file itself stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshroom-drafts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const before = new Date(Date.now() - 120_000)
  const old = ['a.json', '.a.json.1-2.tmp', 'a.json.77.x.tmp', '.b.json.1-2.tmp', 'a.json.bak', 'ba.json.1.tmp']
  for (const name of [...old, '.a.json.3-4.tmp']) writeFileSync(join(folder, name), '')
  for (const name of old) utimesSync(join(folder, name), before, before)
  sweepDrafts(join(folder, 'a.json'))
  const left = ['.a.json.3-4.tmp', '.b.json.1-2.tmp', 'a.json', 'a.json.bak', 'ba.json.1.tmp']
  expect(readdirSync(folder).sort()).toEqual(left)
})

test('a folder that is not there holds none', () => {
  expect(() => sweepDrafts(join(tmpdir(), 'nowhere', 'a.json'))).not.toThrow()
})
