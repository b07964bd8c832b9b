import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style | readonly Style[], text: string) => string

/** For streams that are no terminal, and for tests. */
export const plain: Paint = (_style, text) => text

/** Colours where the stream is a terminal that wants them: `NO_COLOR`, `FORCE_COLOR` and `TERM=dumb` are heeded. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style as Style, text, { stream })
}
