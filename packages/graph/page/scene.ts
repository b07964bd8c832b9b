/** A drawing, in pixels of its own; whoever shows it moves and scales it. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly boxes: readonly SceneBox[]
  readonly arrows: readonly SceneArrow[]
  readonly captions: readonly { readonly text: string; readonly x: number; readonly y: number }[]
}

export interface SceneBox {
  /** Name of the product or instance; a name may have more than one box. Empty: it only says something. */
  readonly name: string
  /** Upper left corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly title: string
  readonly detail: string
  /** Classes: how it stands, and what it is. */
  readonly look: string
  /** Roles that it plays, as small marks. */
  readonly roles: readonly string[]
}

export interface SceneArrow {
  readonly source: string
  readonly destination: string
  readonly path: string
  readonly look: string
  /** Said when it is pointed at. */
  readonly title: string
  /** With its middle. */
  readonly label?: { readonly text: string; readonly x: number; readonly y: number }
  /** The plugs that it stands for; unset: none. */
  readonly plugs?: readonly ScenePlug[]
}

export interface ScenePlug {
  readonly source: string
  readonly destination: string
  readonly status: string
}

/** How large what a scene is shown in is, in pixels. */
export interface Room {
  readonly width: number
  readonly height: number
}
