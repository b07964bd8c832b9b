import { execute, trigger } from '@meshroom/hooks-sdk'
import { runPlaybook } from './playbooks/run-playbook.ts'

/** Starts a playbook on an alert: `-p playbook_uuid=… -p alert_uuid=…`. */
export const startPlaybook = trigger({ topic: 'workflow', title: 'Run a playbook' }, runPlaybook)

/** The same, asked for by another product. */
export const executePlaybook = execute({ topic: 'workflow', title: 'Run a playbook' }, runPlaybook)
