import { runGit } from '../host/broker/run-git.ts'

const mostCommits = 20

/** What a file was. */
export interface CommittedText {
  readonly text: string
  /** Abbreviated. */
  readonly commit: string
}

/** The texts that a file had in the commits that changed it, the newest first; none where the project is no repository, or there is no git. */
export async function* readCommitted(root: string, file: string): AsyncGenerator<CommittedText, void, void> {
  const git = (...args: string[]) => runGit(args, { cwd: root, signal: AbortSignal.timeout(30_000) })
  try {
    const { stdout } = await git('log', `-n${mostCommits}`, '--format=%h', '--diff-filter=AM', '--', file)
    for (const commit of stdout.split('\n').filter((line) => line !== ''))
      yield { text: (await git('show', `${commit}:./${file}`)).stdout, commit }
  } catch {
    return
  }
}
