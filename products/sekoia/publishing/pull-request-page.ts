/** A repository on GitHub, or on another forge that answers like it. */
export interface ForgeRepository {
  readonly host: string
  readonly owner: string
  readonly name: string
}

/**
 * Reads the URL of a repository, over https or ssh.
 *
 * @returns undefined for what is none, such as a folder on this machine
 * @example
 * parseRepository('git@github.com:me/automation-library.git') // { host: 'github.com', owner: 'me', name: 'automation-library' }
 */
export function parseRepository(url: string): ForgeRepository | undefined {
  const parts =
    /^(?:https:\/\/(?:[^/@]+@)?|ssh:\/\/(?:[^/@]+@)?|[\w.-]+@)([\w.-]+)(?::\d+)?[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
      url,
    )
  const [, host, owner, name] = parts ?? []
  return host && owner && name ? { host, owner, name } : undefined
}

/** The page on which a person opens the pull request from a branch of the fork. */
export function pullRequestPage(catalogue: ForgeRepository, fork: ForgeRepository, branch: string): string {
  const head = `${fork.owner}:${fork.name}:${branch}`
  return `https://${catalogue.host}/${catalogue.owner}/${catalogue.name}/compare/${encodeURIComponent(head)}?expand=1`
}
