import { expect, it } from 'vitest'
import { createKey } from './create-key.ts'
import { unusableKey } from './unusable-key.ts'

it('says which package a Brainpool key needs, where it is not installed', async () => {
  const date = new Date()
  const key = await createKey({ name: 'Ada', passphrase: '', date })
  const cause = new Error("Could not find valid self-signature: Cannot find module 'eckey-utils'")
  expect(await unusableKey(key, { date, cause })).toMatchObject({
    code: 'RECIPIENT_UNUSABLE',
    message: expect.stringContaining('Ada'),
    hint: expect.stringContaining('eckey-utils'),
  })
})
