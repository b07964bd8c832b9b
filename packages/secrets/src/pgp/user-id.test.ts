import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKey } from './create-key.ts'
import { parsePublicKey } from './public-key.ts'
import { userId } from './user-id.ts'

describe('the user id of a new key', () => {
  it.each([
    ['Ada Lovelace', 'ada@example.org', 'Ada Lovelace <ada@example.org>'],
    ['Ada', undefined, 'Ada'],
    ['Ada', 'a@x', 'Ada a@x'],
    ['Ada', 'ada@localhost', 'Ada <ada@localhost>'],
    ['Ada', 'ada@example.', 'Ada ada@example.'],
    ['Ada', 'no address', 'Ada'],
    ['Ada', 'ada@two@signs.org', 'Ada ada@two@signs.org'],
    ['', 'ada@example.org', 'ada <ada@example.org>'],
    ['', 'a@x', 'a@x'],
    ['', '', 'meshroom'],
    [' \t', undefined, 'meshroom'],
    ['Ada (admin) <root> "x"\\', ' ada@example.org\n', 'Ada admin root x <ada@example.org>'],
    ['Zoë 💥 明', 'zoë@exämple.org', 'Zoë 💥 明 <zoë@exämple.org>'],
    ['A\u202eda\u0000\ud800', '<ada@example.org>', 'A da <ada@example.org>'],
    ['x'.repeat(5_000), undefined, 'x'.repeat(200)],
  ])('of %j and %j', async (name, email, expected) => {
    const key = await createKey({ name, ...(email !== undefined && { email }), passphrase: '', date: new Date() })
    expect(key.getUserIDs()).toEqual([expected])
  })

  it('is valid whatever somebody is called, and says the same when it is read again', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.emailAddress())
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { nil: undefined }), async (name, email) => {
        const { privateKey } = await keyOf(name, email)
        const [shown = ''] = privateKey.getUserIDs()
        expect(shown).toMatch(/^[^\p{C}\p{Zl}\p{Zp}()"\\]+$/u)
        expect((await parsePublicKey(privateKey.toPublic().armor(), 'a key')).getUserIDs()).toEqual([shown])
      }),
      { numRuns: 60 },
    )
  })

  it('has an address of its own only where that is one', () => {
    expect(userId('Ada', 'a@x')).toEqual({ name: 'Ada a@x' })
    expect(userId('Ada', 'a@xy')).toEqual({ name: 'Ada', email: 'a@xy' })
  })
})

async function keyOf(name: string, email: string | undefined) {
  return {
    privateKey: await createKey({ name, ...(email !== undefined && { email }), passphrase: '', date: new Date() }),
  }
}
