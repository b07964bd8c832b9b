import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { readSecrets } from './read-secrets.ts'

const nobody = { ask: () => Promise.reject(new Error('nobody is asked')) }

function piped(text: string, { open = false } = {}): NodeJS.ReadStream {
  const stream = new PassThrough()
  stream.write(text)
  if (!open) stream.end()
  return stream as unknown as NodeJS.ReadStream
}

test('one line each, in the order of the keys, whatever the line ends are', async () => {
  const input = piped('first \r\nsecond\n')
  expect(await readSecrets(['A', 'B'], { prompter: nobody, input })).toEqual({ A: 'first ', B: 'second' })
})

test('whoever holds the pipe open makes nobody wait', async () => {
  expect(await readSecrets(['A'], { prompter: nobody, input: piped('x\n', { open: true }) })).toEqual({ A: 'x' })
})

test('standard input is left alone where no secret is named', async () => {
  const input = piped('for the command\n')
  expect(await readSecrets([], { prompter: nobody, input })).toEqual({})
  expect(input.read().toString()).toBe('for the command\n')
})

test.each(['-----BEGIN\nMII\n-----END\n', 'first\n\nsecond', 'a\r\nb\r\n'])(
  'what is left over is refused: %o',
  async (text) => {
    const error = await readSecrets(['A'], { prompter: nobody, input: piped(text) }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'SECRET_INPUT_SURPLUS', hint: expect.stringContaining('--file FILE') })
  },
)

test('empty lines at the end are nothing', async () => {
  expect(await readSecrets(['A'], { prompter: nobody, input: piped('x\n\n\n') })).toEqual({ A: 'x' })
})

test.each(['', 'first\n', 'first\n\n'])('a missing line is named: %o', async (text) => {
  const reading = readSecrets(['A', 'B'], { prompter: nobody, input: piped(text) })
  await expect(reading).rejects.toMatchObject({ code: 'SECRET_INPUT_MISSING' })
})

test('a terminal is asked, hidden', async () => {
  const asked: object[] = []
  const prompter = { ask: async (request: object) => `${asked.push(request)}` }
  const input = { isTTY: true } as NodeJS.ReadStream
  expect(await readSecrets(['A', 'B'], { prompter, input })).toEqual({ A: '1', B: '2' })
  expect(asked[0]).toMatchObject({ kind: 'secret', message: 'A' })
})
