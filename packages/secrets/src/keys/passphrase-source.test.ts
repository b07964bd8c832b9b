import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/temporary-vault.ts'
import { passphraseFrom } from './passphrase-source.ts'

const request = { purpose: 'unlock', attempt: 1 } as const

async function descriptorOf(content: string): Promise<string> {
  const file = join(await temporaryFolder(), 'passphrase')
  writeFileSync(file, content)
  const descriptor = openSync(file, 'r')
  onTestFinished(() => closeSync(descriptor))
  return String(descriptor)
}

describe('where a passphrase comes from', () => {
  it.each([
    ['one line', 'correct horse\n', 'correct horse'],
    ['no line feed', 'correct horse', 'correct horse'],
    ['lines of Windows', 'correct horse\r\nmore', 'correct horse'],
    ['UTF-8', 'plötzlich ☂\n', 'plötzlich ☂'],
    ['nothing', '', ''],
  ])('reads the first line of a descriptor: %s', async (_what, content, expected) => {
    const source = passphraseFrom({
      env: { MESHROOM_PASSPHRASE_FD: await descriptorOf(content), MESHROOM_PASSPHRASE: 'x' },
    })
    expect(await source.ask(request)).toBe(expected)
    expect(await source.ask(request)).toBe(expected)
    expect(source.interactive).toBe(false)
  })

  it.each(['987654', 'hello', '-1'])('says so when the descriptor is %s', async (value) => {
    const source = passphraseFrom({ env: { MESHROOM_PASSPHRASE_FD: value } })
    await expect(source.ask(request)).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
      message: expect.stringContaining(value),
    })
  })

  it('takes the variable as it is, empty too, before it would ask anybody', async () => {
    const prompt = async () => 'asked'
    expect(await passphraseFrom({ env: { MESHROOM_PASSPHRASE: ' a b ' }, prompt }).ask(request)).toBe(' a b ')
    expect(await passphraseFrom({ env: { MESHROOM_PASSPHRASE: '' }, prompt }).ask(request)).toBe('')
  })

  it('asks the person when no variable is set', async () => {
    const source = passphraseFrom({ env: { MESHROOM_PASSPHRASE_FD: '' }, prompt: async ({ purpose }) => purpose })
    expect(source.interactive).toBe(true)
    expect(await source.ask(request)).toBe('unlock')
  })

  it('has none where there is neither', async () => {
    expect(await passphraseFrom({ env: {} }).ask(request)).toBeUndefined()
  })
})
