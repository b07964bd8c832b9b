const credential = /passw|passphrase|passwd|token|secret|api[-_ ]?key|private[-_ ]?key|(^|[-_])private$|credential/i
const address = /[-_]?(url|uri|endpoint)$/i

/**
 * Whether a name says that its value must be kept secret. The catalogue's own lists of secrets are not enough: some name properties that do
 * not exist, and some modules have none. The address of a token's endpoint is no credential.
 */
export function looksLikeCredential(name: string): boolean {
  return credential.test(name) && !address.test(name)
}
