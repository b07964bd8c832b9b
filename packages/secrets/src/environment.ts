/** What the environment says. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment for other programs: the passphrase and the key that were given to this one are nobody else's. */
export function withoutKeys(env: Environment): Environment {
  const { MESHROOM_PASSPHRASE: _1, MESHROOM_PASSPHRASE_FD: _2, MESHROOM_KEY: _3, ...others } = env
  return others
}
