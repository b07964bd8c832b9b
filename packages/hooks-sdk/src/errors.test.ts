import { describe, expect, it } from 'vitest'
import { HookError, RetryableError } from './index.ts'

describe('errors of hooks', () => {
  it('carry a code, a hint and their cause', () => {
    const cause = new Error('404')
    const error = new HookError('INTAKE_GONE', 'the intake is gone', { hint: 'meshroom up', cause })
    expect(error).toMatchObject({ name: 'HookError', code: 'INTAKE_GONE', hint: 'meshroom up', cause })
    expect(error).toBeInstanceOf(Error)
    expect('cause' in new HookError('X', 'x')).toBe(false)
  })

  it('say when to try again', () => {
    expect(new RetryableError('busy', { after: 2_000 })).toMatchObject({ name: 'RetryableError', after: 2_000 })
    expect(new RetryableError('busy').after).toBeUndefined()
  })
})
