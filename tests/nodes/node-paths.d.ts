/** Supported versions, besides the one that runs the tests: absolute paths of their programs by major version. */
export declare const supported: Readonly<Record<22 | 24, string>>
/** A version that Meshroom refuses to run on. */
export declare const tooOld: string
