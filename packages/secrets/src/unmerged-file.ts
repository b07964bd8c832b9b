/**
 * What lines begin with that git puts before, between and behind the two sides of a file that it could not merge; longer where it merges
 * what the merge itself follows on.
 */
const MARKS = ['<', '=', '>'].map((mark) => new RegExp(`^${mark}{7,}( |$)`))

/** Whether git left both sides of the file in it: no armor has such lines. */
export function isUnmerged(bytes: Uint8Array): boolean {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('<<<<<<<')) return false
  const lines = Buffer.from(bytes).toString('latin1').split(/\r?\n/)
  const places = MARKS.map((mark) => lines.findIndex((line) => mark.test(line)))
  return places.every((place, index) => place > (places[index - 1] ?? -1))
}

/**
 * Both sides, one below the other, as git leaves a text that it could not merge: no program takes such a file for one of
 * them, so that nobody goes on with one side and loses the other.
 */
export function leaveUnmerged({
  ours,
  theirs,
}: {
  readonly ours: Uint8Array
  readonly theirs: Uint8Array
}): Uint8Array {
  return Buffer.concat([
    Buffer.from('<<<<<<< ours\n'),
    endingInLine(ours),
    Buffer.from('=======\n'),
    endingInLine(theirs),
    Buffer.from('>>>>>>> theirs\n'),
  ])
}

function endingInLine(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\n')])
}
