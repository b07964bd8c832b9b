import { MeshroomError } from '@meshroom/model'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../../test/host/host-bench.ts'
import type { PromptRequest } from '../../ports.ts'

const hooks = `
export const all = execute(async ({ prompt }) => [
  await prompt.text({ message: 'Region?', default: 'fra1', setting: 'region' }),
  await prompt.secret({ message: 'Key?', setting: 'API_KEY' }),
  await prompt.confirm({ message: 'Sure?' }),
  await prompt.select({ message: 'Which?', choices: ['a', 'b'] }),
])
export const text = execute(({ prompt }) => prompt.text({ message: 'Region?', setting: 'region' }))
export const withDefault = execute(({ prompt }) => prompt.text({ message: 'Region?', default: 'fra1' }))
export const slow = execute({ timeout: 400 }, ({ prompt }) => prompt.confirm({ message: 'Sure?' }))
export const wrong = execute(({ prompt }) => prompt.select({ message: 'Which?', choices: [] }))`

describe('questions', () => {
  it('reach the person, each with what answers it beforehand', async () => {
    const asked: PromptRequest[] = []
    const answers = ['eu', 'hidden-key', true, 'b']
    const prompter = {
      async ask(request: PromptRequest) {
        asked.push(request)
        return answers[asked.length - 1] ?? ''
      },
    }
    const bench = await benchWith(hooks, { prompter })
    expect(await bench.run('all')).toEqual(['eu', '•••', true, 'b'])
    expect(asked).toEqual([
      { kind: 'text', message: 'Region?', default: 'fra1', flag: 'meshroom configure paris -c region=VALUE' },
      { kind: 'secret', message: 'Key?', flag: 'meshroom configure paris -s API_KEY' },
      { kind: 'confirm', message: 'Sure?', flag: '--yes' },
      { kind: 'select', message: 'Which?', choices: ['a', 'b'] },
    ])
  })

  it('have an error or their default where nobody can be asked', async () => {
    const ask = async ({ flag }: PromptRequest) => {
      throw new MeshroomError('INPUT_REQUIRED', 'no terminal', flag === undefined ? {} : { hint: flag })
    }
    const bench = await benchWith(hooks, { prompter: { ask } })
    await expect(bench.run('text')).rejects.toMatchObject({
      message: expect.stringContaining('nobody can be asked: Region?'),
      hint: 'meshroom configure paris -c region=VALUE',
      data: { code: 'PROMPT_UNAVAILABLE' },
    })
    expect(await bench.run('withDefault')).toBe('fra1')
  })

  it('do not run into the time limit of the hook', async () => {
    const ask = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 600))
    const bench = await benchWith(hooks, { prompter: { ask } })
    expect(await bench.run('slow')).toBe(true)
  })

  it('are checked', async () => {
    const bench = await benchWith(hooks)
    await expect(bench.run('wrong')).rejects.toMatchObject({ data: { code: 'ARGUMENT_INVALID' } })
  })
})
