import type { Gpg } from './run-gpg.ts'

/** The version of the person's gpg, e.g. `2.4.7`; undefined where there is none. */
export async function readVersion(gpg: Gpg): Promise<string | undefined> {
  const result = await gpg.run(['--list-config', '--with-colons'])
  return result === undefined
    ? undefined
    : /^cfg:version:([\d.]+)/m.exec(Buffer.from(result.stdout).toString('latin1'))?.[1]
}
