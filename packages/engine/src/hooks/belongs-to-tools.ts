/** What package managers and other tools keep in `node_modules` for themselves: it differs from machine to machine, and no code is loaded from it. */
export function belongsToTools(path: string): boolean {
  return /(?:^|\/)node_modules\/\.(?!pnpm(?:\/|$))|(?:^|\/)node_modules\/\.pnpm\/(?:lock\.yaml$|node_modules\/\.)/.test(
    path,
  )
}
