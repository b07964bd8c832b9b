import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStage, type Stage, StepFailed } from '../../../examples/first-mesh/stage.ts'

let folder: string
let stage: Stage

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue()
  folder = mkdtempSync(join(tmpdir(), 'stage-test-'))
  stage = openStage(folder, { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' })
})
afterEach(async () => {
  await stage.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a step of the demo', () => {
  it('goes on when the command does what it should', async () => {
    expect(await stage.meshroom('--version', { shows: ['meshroom'] })).toContain('meshroom')
    expect(stage.printed).toContain('meshroom')
  })

  it.each([
    ['ends with another exit code', 'list products', {}, '"meshroom list products" ended with exit code 2, not 0'],
    ['succeeds where it should be refused', '--version', { exit: 2 }, 'ended with exit code 0, not 2'],
    ['does not show what it must', '--version', { shows: ['mushroom'] }, 'does not show "mushroom"'],
  ])('fails when the command %s', async (_, command, expectation, message) => {
    const step = stage.meshroom(command, expectation)
    await expect(step).rejects.toThrow(StepFailed)
    await expect(step).rejects.toThrow(message)
  })

  it('fails when a command beside the others ends before it shows what it must', async () => {
    await expect(stage.start('--version').until('mushroom')).rejects.toThrow('ended without "mushroom"')
  })
})
