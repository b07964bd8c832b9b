import { expect, test } from 'vitest'
import { terminalPrompter } from './terminal-prompter.ts'

test('where nobody can be asked, the missing flag is named', async () => {
  const prompter = terminalPrompter({ interactive: false, yes: false })
  await expect(prompter.ask({ kind: 'secret', message: 'API_KEY', flag: '-s API_KEY' })).rejects.toMatchObject({
    code: 'INPUT_REQUIRED',
    hint: 'Give it with -s API_KEY.',
    data: { flag: '-s API_KEY' },
  })
})

test('--yes confirms, and answers nothing else', async () => {
  const prompter = terminalPrompter({ interactive: false, yes: true })
  expect(await prompter.ask({ kind: 'confirm', message: 'Go?' })).toBe(true)
  await expect(prompter.ask({ kind: 'text', message: 'url' })).rejects.toMatchObject({ code: 'INPUT_REQUIRED' })
})

test('a confirmation is answered by --yes where it names no other flag', async () => {
  const prompter = terminalPrompter({ interactive: false, yes: false })
  await expect(prompter.ask({ kind: 'confirm', message: 'Go?' })).rejects.toMatchObject({ hint: 'Give it with --yes.' })
})
