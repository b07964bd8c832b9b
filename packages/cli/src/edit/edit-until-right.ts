import type { Prompter } from '@meshroom/engine'
import { MeshroomError } from '@meshroom/model'
import { SecretsError } from '@meshroom/secrets'
import { type EditTextOptions, editText } from './edit-text.ts'

export interface EditUntilRightOptions<T> extends EditTextOptions {
  /** Keeps what the text says. @throws MeshroomError or SecretsError where it is wrong, or cannot be kept now */
  readonly keep: (text: string) => Promise<T>
  /** Asks whether to go on with what was typed; undefined where there is nobody to ask. */
  readonly prompter: Prompter | undefined
}

/**
 * Lets a person edit a text, and again where it says something wrong or another has written meanwhile, so that nothing that was typed is
 * lost by a comma or by a colleague. Between two edits the text is in the memory of this process alone.
 *
 * @throws what `keep` throws, where nobody wants to go on
 */
export async function editUntilRight<T>(
  text: string,
  { keep, prompter, ...options }: EditUntilRightOptions<T>,
): Promise<T> {
  const edited = await editText(text, options)
  try {
    return await keep(edited)
  } catch (error) {
    if (!(error instanceof MeshroomError || error instanceof SecretsError) || prompter === undefined) throw error
    const message = `${error.message}. Edit it again?`
    if ((await prompter.ask({ kind: 'confirm', message, default: true })) !== true) throw error
    return editUntilRight(edited, { keep, prompter, ...options })
  }
}
