import { spawn } from 'node:child_process'
import { withoutOwnSecrets } from '../ports/without-own-secrets.ts'

/** What opens a file with the program that the person has chosen for it. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Opens a file as a double click would. @returns whether there is a program that opens files */
export function openFile(file: string): Promise<boolean> {
  const [program = '', ...words] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...words, file], {
    detached: true,
    stdio: 'ignore',
    env: withoutOwnSecrets(process.env),
  })
  child.unref()
  return new Promise((done) => {
    child.once('error', () => done(false))
    child.once('spawn', () => done(true))
  })
}
