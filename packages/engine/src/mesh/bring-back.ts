/** How a product that is gone comes back with its hooks: made anew, it would undo nothing of what was set up. */
export function bringBack(product: string): string {
  return `bring products/${product} back: git restore products/${product}, or from the commit before the one that git log --diff-filter=D -- products/${product} names`
}
