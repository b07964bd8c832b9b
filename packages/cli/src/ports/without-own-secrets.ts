/** What this program was given to open vaults with is nobody else's. */
export function withoutOwnSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MESHROOM_PASSPHRASE: _1, MESHROOM_PASSPHRASE_FD: _2, MESHROOM_KEY: _3, ...rest } = env
  return rest
}
