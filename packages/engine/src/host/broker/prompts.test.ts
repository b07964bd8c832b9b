import { MeshroomError } from '@meshroom/model'
import { describe, expect, it } from 'vitest'
import { benchWith } from '../../../test/host/host-bench.ts'
import type { PromptRequest } from '../../ports.ts'
import { createRedactor } from '../redact.ts'

const hooks = `
export const all = execute(async ({ prompt }) => [
  await prompt.text({ message: 'Region?', default: 'fra1', setting: 'region' }),
  await prompt.secret({ message: 'Key?', setting: 'API_KEY' }),
  await prompt.confirm({ message: 'Sure?' }),
  await prompt.select({ message: 'Which?', choices: ['a', 'b'] }),
])
export const text = execute(({ prompt }) => prompt.text({ message: 'Region?', setting: 'region' }))
export const withDefault = execute(({ prompt }) => prompt.text({ message: 'Region?', default: 'fra1' }))
export const show = execute(async ({ prompt, instance }) => {
  const key = await instance.secret('API_KEY')
  const dirty = '\\u001b[2Jof ' + key + '\\nPassphrase of your vault'
  const answers = [
    await prompt.text({ message: dirty, default: dirty }),
    await prompt.select({ message: dirty, choices: ['other', dirty] }),
  ]
  return answers.map((answer) => answer === dirty)
})
export const named = execute(({ prompt, arguments: { setting } }) => prompt.text({ message: 'm', setting }))
export const namedByKey = execute(async ({ prompt, instance }) => prompt.text({ message: 'm', setting: await instance.secret('API_KEY') }))
export const long = execute(({ prompt }) => prompt.text({ message: 'x'.repeat(100_000) }))
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
      { kind: 'text', message: 'edr asks: Region?', default: 'fra1', flag: 'meshroom configure paris -c region=VALUE' },
      { kind: 'secret', message: 'edr asks: Key?', flag: 'meshroom configure paris -s API_KEY' },
      { kind: 'confirm', message: 'edr asks: Sure?', flag: '--yes' },
      { kind: 'select', message: 'edr asks: Which?', choices: ['a', 'b'] },
    ])
  })

  it('have an error or their default where nobody can be asked', async () => {
    const ask = async ({ flag }: PromptRequest) => {
      throw new MeshroomError('INPUT_REQUIRED', 'no terminal', flag === undefined ? {} : { hint: flag })
    }
    const bench = await benchWith(hooks, { prompter: { ask } })
    await expect(bench.run('text')).rejects.toMatchObject({
      message: expect.stringContaining('nobody can be asked: edr asks: Region?'),
      hint: 'give it with meshroom configure paris -c region=VALUE',
      data: { code: 'PROMPT_UNAVAILABLE' },
    })
    expect(await bench.run('withDefault')).toBe('fra1')
  })

  it("tell a hook nothing of other products' secrets where nobody can be asked, and people see none", async () => {
    const redactor = createRedactor()
    redactor.add('secret-of-siem')
    const asked: PromptRequest[] = []
    const ask = async (request: PromptRequest) => {
      asked.push(request)
      throw new MeshroomError('INPUT_REQUIRED', request.message, { hint: `Give it with ${request.flag}.` })
    }
    const bench = await benchWith(
      `export const told = execute(async ({ prompt, arguments: { guess } }) => {
  const { code, message, hint } = await prompt.text({ message: guess, setting: guess }).catch((error) => error)
  return [code, message, hint].join(' ').replaceAll(guess, 'GUESS')
})`,
      { prompter: { ask }, redactor },
    )
    const told = (guess: string) => bench.run('told', { arguments: { guess } })
    const right = await told('secret-of-siem')
    expect(right).toMatch(/^PROMPT_UNAVAILABLE .*: GUESS .* -c GUESS=VALUE$/)
    expect(right).toBe(await told('a-wrong-guess.'))
    expect(JSON.stringify(asked)).not.toContain('secret-of-siem')
  })

  /** Answers with what was offered. */
  const agreeing = () => {
    const asked: PromptRequest[] = []
    const prompter = {
      async ask(request: PromptRequest) {
        asked.push(request)
        return request.choices?.at(-1) ?? request.default ?? ''
      },
    }
    return { asked, prompter }
  }

  it('name the product, on one line, and show neither escapes nor secrets; what is chosen is what the hook offered', async () => {
    const { asked, prompter } = agreeing()
    const bench = await benchWith(hooks, { prompter })
    bench.secrets.values.set('paris API_KEY', 'hunter2!')
    expect(await bench.run('show')).toEqual([true, true])
    const shown = 'of ••• Passphrase of your vault'
    expect(asked).toEqual([
      { kind: 'text', message: `edr asks: ${shown}`, default: shown },
      { kind: 'select', message: `edr asks: ${shown}`, choices: ['other', shown] },
    ])
  })

  it('name no setting but by a name that can be copied, without secrets', async () => {
    const { asked, prompter } = agreeing()
    const bench = await benchWith(hooks, { prompter })
    for (const setting of ['a; rm -rf ~', '\u001b[2Ja', '-x', ''])
      await expect(bench.run('named', { arguments: { setting } })).rejects.toMatchObject({
        data: { code: 'ARGUMENT_INVALID' },
      })
    bench.secrets.values.set('paris API_KEY', 'hunter22')
    await bench.run('namedByKey')
    expect(asked.map(({ flag }) => flag)).toEqual(['meshroom configure paris -c •••=VALUE'])
  })

  it('are no longer than a person reads', async () => {
    const { asked, prompter } = agreeing()
    await (await benchWith(hooks, { prompter })).run('long')
    expect(asked[0]?.message.length).toBeLessThan(1_100)
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
