import * as Flags from '@oclif/core/flags'

/** Flags that every command has. */
export const globalFlags = {
  project: Flags.string({
    char: 'C',
    description: 'Work in the project that holds this folder, instead of the one that holds the working directory.',
    env: 'MESHROOM_PROJECT',
    helpGroup: 'GLOBAL',
    helpValue: 'DIR',
  }),
  environment: Flags.string({
    description:
      'Whose settings and state are meant, where one mesh is set up more than once; environments/NAME.yaml makes one.',
    env: 'MESHROOM_ENVIRONMENT',
    default: 'default',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
  }),
  json: Flags.boolean({ description: 'Print JSON for programs.', helpGroup: 'GLOBAL' }),
  'no-input': Flags.boolean({
    description: 'Never ask; fail and name the missing flag instead.',
    helpGroup: 'GLOBAL',
  }),
  yes: Flags.boolean({ char: 'y', description: 'Answer yes to every question of confirmation.', helpGroup: 'GLOBAL' }),
  trust: Flags.option({
    description: 'What lets code of products run: your yes, or exactly what meshroom.lock pins.',
    options: ['ask', 'lock'] as const,
    default: 'ask',
    env: 'MESHROOM_TRUST',
    helpGroup: 'GLOBAL',
  })(),
  unsafe: Flags.boolean({ description: 'Run hooks without the sandbox.', helpGroup: 'GLOBAL' }),
  'no-cache': Flags.boolean({
    description: 'Read every manifest and hook file anew, and keep nothing of them.',
    env: 'MESHROOM_NO_CACHE',
    helpGroup: 'GLOBAL',
  }),
  debug: Flags.boolean({ description: 'Add the stack to errors.', helpGroup: 'GLOBAL' }),
}

/** {@link globalFlags} as parsed. */
export interface GlobalFlags {
  readonly project: string | undefined
  readonly environment: string
  readonly json: boolean
  readonly 'no-input': boolean
  readonly yes: boolean
  readonly trust: 'ask' | 'lock'
  readonly unsafe: boolean
  readonly 'no-cache': boolean
  readonly debug: boolean
}
