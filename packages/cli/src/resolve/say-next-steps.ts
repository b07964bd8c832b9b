import { openKeys, type Side } from '@meshroom/secrets'

export interface TakenSide {
  /** Where the other vault lies. */
  readonly kept: string
  /** Whether the person can open the one that was taken. */
  readonly isOpen: boolean
}

/** How to go on after one of two vaults was taken, for whoever had made the other. */
export async function sayNextSteps({ kept, isOpen }: TakenSide): Promise<string[]> {
  const goOn = 'git add secrets.gpg recipients, and go on with the merge or rebase'
  if (isOpen) return [`Take in what the other holds: meshroom secrets import ${kept}`, `Then: ${goOn}`]
  const fingerprint = await ownFingerprint()
  return [
    'You cannot open it yet:',
    `  1. ${goOn}; push. Your public key is among those in recipients/, where your first secret put it.`,
    `  2. Somebody who can open it pulls, runs: meshroom secrets recipients add ${fingerprint}, commits and pushes.`,
    `  3. You pull that. Then: meshroom secrets accept, and meshroom secrets import ${kept}`,
  ]
}

/** How to go on after the side was taken that can be merged, or the other one all the same. */
export function sayAfterRefusal(isOpen: boolean): string[] {
  const goOn = 'git add secrets.gpg, and go on with the merge or rebase'
  return isOpen
    ? [`Then: ${goOn}`]
    : [`meshroom secrets doctor says why this one is refused; if it is meant: meshroom secrets accept. Then: ${goOn}`]
}

/** Why a merge took nothing of one side. */
export function sayOlder(older: Side): string {
  const newer = older === 'ours' ? 'theirs' : 'ours'
  return `--${older} has an older version of secrets.gpg, which --${newer} follows on already: nothing of it was taken. What is to come back from it: meshroom secrets set`
}

/** Why a merge left whatever differs in conflict. */
export function sayClosedBase(code: string): string {
  return `What both sides follow on cannot be read here (${code}), so nothing says which of them changed what: all that differs is in conflict`
}

async function ownFingerprint(): Promise<string> {
  const keys = await openKeys({}).list()
  return (keys.find(({ isDefault }) => isDefault) ?? keys[0])?.fingerprint ?? 'YOUR_FINGERPRINT'
}
