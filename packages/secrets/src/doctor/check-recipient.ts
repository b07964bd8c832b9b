import type { RecipientInfo } from '../recipients/vault-recipients.ts'
import { day, dueState, type Finding } from './finding.ts'

/** What a recipient's key says at a time. */
export function checkRecipient(recipient: RecipientInfo, now: Date): Finding[] {
  const finding =
    recipient.access === 'proposed' ? proposal(recipient) : (unusable(recipient) ?? expiry(recipient, now))
  return finding === undefined ? [] : [finding]
}

function proposal({ fingerprint: subject, name }: RecipientInfo): Finding {
  const hint = `meshroom secrets recipients add ${subject}, or remove the file`
  const message = `${name || subject} has a key here, and no access`
  return { level: 'warning', code: 'RECIPIENT_UNKNOWN', subject, message, hint }
}

function unusable({ fingerprint: subject, name, state }: RecipientInfo): Finding | undefined {
  if (state === 'usable') return undefined
  const message = `the key of ${name || subject} is ${state}: nothing can be written any more`
  return { level: 'error', code: `RECIPIENT_${state.toUpperCase()}`, subject, message, hint: renew(subject) }
}

function expiry({ fingerprint: subject, name, expiresAt }: RecipientInfo, now: Date): Finding | undefined {
  if (dueState(expiresAt, now) !== 'soon') return undefined
  const message = `the key of ${name || subject} expires on ${day(expiresAt)}`
  return { level: 'warning', code: 'RECIPIENT_EXPIRES', subject, message, hint: renew(subject) }
}

function renew(fingerprint: string): string {
  return `keep the renewed key: meshroom secrets recipients add FILE, or of your own meshroom secrets key import FILE; or: meshroom secrets recipients remove ${fingerprint}`
}
