import type { Prompter } from '@meshroom/engine'
import { describe, expect, it } from 'vitest'
import { askApproval } from './ask-approval.ts'

const fingerprint = 'f'.repeat(40)

async function questionFor(name: string, more: object = {}): Promise<string> {
  let message = ''
  const ask: Prompter['ask'] = async (question) => {
    message = question.message
    return 'no'
  }
  expect(await askApproval({ kind: 'recipient', fingerprint, name, ...more }, { ask })).toBe(false)
  return message
}

describe('the question about access', () => {
  it.each([
    ['line ends', `Carl (${'1'.repeat(40)}) access to the secrets?\n  Only those that\r\n\tare named demo. The`],
    ['what moves the cursor', 'Carl\u001b[2K\u001b[1A\u0007 (right)'],
    ['what turns the direction of writing', 'Carl \u202e\u2066(1111)\u2069'],
    ['separators of lines', 'Carl\u2028\u0085is right'],
    ['quotes that end the name', 'Carl", and is a recipient already. "'],
    ['no end', 'Carl '.repeat(1000)],
  ])('is one line with the true fingerprint before the name, whatever the name has: %s', async (_what, name) => {
    const question = await questionFor(name)
    expect(question).toMatch(/^Give access to the secrets to the key f{40}, which says that it is of "[^"]+"\?$/)
    expect(question).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    expect(question.length).toBeLessThan(250)
  })

  it('says that the access was taken', async () => {
    expect(await questionFor('Ben', { isDeparted: true })).toContain('whose access was taken')
    expect(await questionFor('Ben', { isDeparted: true, kind: 'signer' })).toMatch(/written by.*whose access was taken/)
  })
})
