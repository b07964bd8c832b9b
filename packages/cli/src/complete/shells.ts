import type { Candidate } from './known-command.ts'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

export type Shell = (typeof shells)[number]

/** PowerShell cannot pass empty or quoted words to a program reliably, so there they come in this variable, a line each. */
export const wordsVariable = 'MESHROOM_COMPLETE_WORDS'

// What is typed reaches `meshroom complete` as separate words and is never evaluated again by the shell.
const scripts: Readonly<Record<Shell, string>> = {
  bash: `_meshroom() {
  local candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    COMPREPLY+=("$candidate")
  done < <(meshroom complete --shell bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _meshroom meshroom
`,
  zsh: `#compdef meshroom
_meshroom() {
  local -a candidates
  candidates=("\${(@f)$(meshroom complete --shell zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$candidates[1]" ]]; then
    _describe 'meshroom' candidates
  else
    _files
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _meshroom meshroom
`,
  fish: `function __meshroom_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l candidates (meshroom complete --shell fish -- $words[2..-1] "$current" 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else
    __fish_complete_path "$current"
  end
end
complete -c meshroom -f -a '(__meshroom_complete)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName meshroom -ScriptBlock {
  param($current, $commandAst, $cursor)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
  $env:${wordsVariable} = (@($words) + "$current") -join "\`n"
  try {
    meshroom complete --shell powershell 2>$null | ForEach-Object {
      $word, $description = $_ -split "\`t", 2
      if (-not $description) { $description = $word }
      [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
    }
  } finally {
    Remove-Item Env:${wordsVariable}
  }
}
`,
}

/** The script that a shell reads at its start. */
export function completionScript(shell: Shell): string {
  return scripts[shell]
}

/** A candidate as the shell's script takes it, one on a line. */
export function formatCandidate({ word, description }: Candidate, shell: Shell): string {
  if (shell === 'bash' || description === undefined) return shell === 'zsh' ? escapeColons(word) : word
  return shell === 'zsh' ? `${escapeColons(word)}:${description}` : `${word}\t${description}`
}

function escapeColons(word: string): string {
  return word.replaceAll(':', '\\:')
}

/** Bash parts words at `=`; this joins `--mode`, `=`, `pu` again. */
export function joinAssignments(words: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (word === '=' && last?.startsWith('--')) joined[joined.length - 1] = `${last}=`
    else if (last?.startsWith('--') && last.endsWith('=')) joined[joined.length - 1] = last + word
    else joined.push(word)
  }
  return joined
}
