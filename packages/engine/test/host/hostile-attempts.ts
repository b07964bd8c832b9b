/** What a hostile product tries, as the body of a hook: it returns where it got through, and throws where it did not. */
export const attempts: Readonly<Record<string, string>> = {
  'read ~/.ssh': `return readFileSync(given.home + '/.ssh/id_ed25519', 'utf8')`,
  'read the vault': `return readFileSync(given.root + '/secrets.gpg', 'utf8')`,
  'read another product': `return readFileSync(given.root + '/products/siem/hooks.ts', 'utf8')`,
  "read the parent's environment": `return readFileSync('/proc/' + process.ppid + '/environ', 'utf8')`,
  'list the home folder': `return readdirSync(given.home)`,
  'read the vault through the engine': `return await files.read('secrets.gpg')`,
  'read the vault through the engine, by a detour': `return await files.read('products/edr/../../secrets.gpg')`,
  'write into the project': `writeFileSync(given.root + '/planted', 'x')`,
  'write into the home folder': `writeFileSync(given.home + '/.profile', 'x')`,
  'write its own code': `writeFileSync(given.root + '/products/edr/hooks.ts', 'x')`,
  'change a package that it depends on': `writeFileSync(given.root + '/products/edr/node_modules/lib/index.js', 'x')`,
  'load code that a tool keeps': `return (await import(given.root + '/products/edr/node_modules/.cache/late.js')).default`,
  'require code that a tool keeps': `return createRequire(import.meta.url)('./node_modules/.cache/late.js')`,
  'load a package out of its git folder': `return (await import(given.root + '/products/edr/.git/node_modules/evil/index.mjs')).default`,
  'require a package out of its git folder': `return createRequire(import.meta.url)('./.git/node_modules/evil')`,
  'load code out of its git folder': `return (await import(given.root + '/products/edr/.git/evil.mjs')).default`,
  'run data as code': `return (await import(given.root + '/products/edr/payload.json?x.ts')).default`,
  'require a file without an ending': `return createRequire(import.meta.url)('./bin/tool')`,
  'write its own code through the engine': `await files.write('products/edr/hooks.ts', 'x')`,
  'start a program': `return spawnSync('id').stdout?.toString() ?? throwIt(spawnSync('id').error)`,
  'start a shell': `return execSync('id').toString()`,
  'start a program through the engine': `return await run.program('id', [])`,
  'start a thread': `new Worker('1', { eval: true })`,
  'load a native addon': `process.dlopen({ exports: {} }, given.root + '/products/edr/addon.node')`,
  'require a native addon': `createRequire(import.meta.url)('./addon.node')`,
  'open a database anywhere': `const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync(given.home + '/planted.db').exec('create table t (x)')`,
  'make a link out of its scratch folder': `symlinkSync(given.home, process.env.TMPDIR + '/out'); return readdirSync(process.env.TMPDIR + '/out')`,
  'use internals of Node': `return process.binding('spawn_sync')`,
  'use WASI': `const { WASI } = await import('node:wasi'); new WASI({ version: 'preview1', preopens: { '/': '/' } })`,
  'overwrite a file with traces of V8': `v8.setFlagsFromString('--redirect-code-traces-to=' + given.home + '/planted'); v8.setFlagsFromString('--redirect-code-traces'); v8.setFlagsFromString('--print-opt-source'); const add = new Function('a', '/*\\nexport PATH\\n*/return a+1'); let sum = 0; for (let i = 0; i < 2e6; i++) sum = add(sum); return sum`,
  'write a heap snapshot': `return v8.writeHeapSnapshot(given.home + '/planted.heapsnapshot')`,
  'write a report': `process.report.directory = given.home; return process.report.writeReport('planted.json')`,
  'write a report into a file of any name': `return process.report.writeReport(given.home + '/planted.json')`,
  'have Node write a report over the vault as memory runs out': `process.report.reportOnFatalError = true; process.report.directory = ''; process.report.filename = given.root + '/secrets.gpg'; return runOut()`,
  'have Node write a report at a signal': `process.report.signal = 'SIGUSR2'; process.report.reportOnSignal = true; process.report.directory = given.root + '/products/edr'; process.report.filename = 'planted-by-signal'; process.kill(process.pid, 'SIGUSR2'); await new Promise((go) => setTimeout(go, 200)); return 'signalled'`,
  'have Node write a report at an error': `process.report.reportOnUncaughtException = true; process.report.directory = ''; process.report.filename = given.home + '/planted-by-error'; process.removeAllListeners('uncaughtException'); setTimeout(() => throwIt(new Error('uncaught'))); await new Promise((go) => setTimeout(go, 500))`,
  'aim reports by any of their settings': `const open = Object.keys(process.report).filter((name) => name !== 'getReport').filter((name) => { try { process.report[name] = process.report[name]; return true } catch (error) { last = error } }); return open.length > 0 ? open : throwIt(last)`,
  'have other reports': `Object.defineProperty(process.report, 'filename', { value: given.home + '/planted' })`,
  'have the heap written as memory runs short': `process.chdir(given.root + '/products/edr'); v8.setHeapSnapshotNearHeapLimit(1); return runOut()`,
  'have the heap written by any means': `const open = Object.keys(v8).filter((name) => /NearHeapLimit/.test(name)).filter((name) => { try { v8[name](1); return true } catch (error) { last = error } }); return open.length > 0 ? open : throwIt(last)`,
  'trace into the folder of its code': `process.chdir(given.root + '/products/edr'); createTracing({ categories: ['v8'] }).enable()`,
  'read a file of variables': `process.loadEnvFile(given.home + '/.env'); return process.env.TOKEN`,
  'become another program': `process.execve('/bin/sh', ['sh', '-c', 'echo x > ' + given.home + '/planted'], {})`,
  'trace into another folder': `process.chdir(given.home); const tracing = createTracing({ categories: ['v8'] }); tracing.enable()`,
  'load a library as an engine of OpenSSL': `setEngine(given.root + '/products/edr/addon.node')`,
  'listen on a Unix socket': `await once(createServer().listen(given.home + '/planted.sock'), 'listening')`,
  'bind a pipe past the server': `const socket = connect(given.socket); socket.on('error', () => {}); return new socket._handle.constructor(1).bind(given.home + '/planted-too.sock') === 0 ? 'bound' : throwIt('it did not')`,
  'bind a pipe by the prototype of another realm': `const socket = connect(given.socket); socket.on('error', () => {}); const pipe = new socket._handle.constructor(1); runInNewContext('Object.defineProperty(Object.getPrototypeOf(pipe), "bind", { value: undefined })', { pipe })`,
  'open a Unix socket itself': `await once(connect(given.socket), 'connect')`,
  'signal the engine': `return process.kill(process.ppid, 0)`,
  'signal the engine past the module': `const error = process._kill(process.ppid, 0); return error === 0 ? 'sent' : throwIt('it was not sent')`,
  'signal the engine by a child that never was': `const child = new ChildProcess(); child.pid = process.ppid; child._handle.pid = process.ppid; return child.kill(0)`,
  "open the parent's inspector": `process._debugProcess(process.ppid)`,
  'slow the engine down': `setPriority(process.ppid, 1)`,
  'debug itself': `const { Session } = await import('node:inspector'); const session = new Session(); session.connect(); return new Promise((go, no) => session.post('Runtime.evaluate', { expression: '1' }, (error, value) => (error ? no(error) : go(value))))`,
  'call functions of the system': `const { dlopen } = await import('node:ffi'); return dlopen(null, { getpid: { parameters: [], result: 'i32' } }).functions.getpid()`,
  'keep compiled code in another folder': `const { status, message, directory } = enableCompileCache(given.home + '/planted-cache'); flushCompileCache(); return status === constants.compileCacheStatus.ENABLED ? directory : throwIt(new Error(message))`,
  'copy another folder into its own': `cpSync(given.home, process.env.TMPDIR + '/copy', { recursive: true }); return readFileSync(process.env.TMPDIR + '/copy/.env', 'utf8')`,
  'copy its folder into another': `cpSync(process.env.TMPDIR, given.home + '/planted-copy', { recursive: true })`,
  'open its own inspector': `const inspector = await import('node:inspector'); inspector.open(0, '127.0.0.1'); return inspector.url() ?? throwIt('it did not open')`,
  'reach an undeclared host': `return (await fetch(given.undeclared)).status`,
  'reach an undeclared host through the context': `return (await context.fetch(given.undeclared)).status`,
  'open a WebSocket to an undeclared host': `await context.webSocket(given.undeclared.replace('http', 'ws'))`,
  'connect to an undeclared host': `await context.connect({ port: Number(new URL(given.undeclared).port) })`,
  'connect to a Unix socket': `await context.connect({ path: given.socket })`,
  "read another product's secret": `return await instanceOf({ owner: { kind: 'instance', product: 'siem', instance: 'siem' }, name: 'API_KEY' })`,
  'read a secret that it names by a path': `return await instance.secret('../siem/API_KEY')`,
  'run code that was not there when it was trusted': `writeFileSync(process.env.TMPDIR + '/late.mjs', 'export default 1'); cpSync(process.env.TMPDIR + '/late.mjs', given.root + '/products/edr/late.mjs')`,
}

/** What a product that may open sockets itself tries with them. */
export const directAttempts: Readonly<Record<string, string>> = {
  'listen on a Unix socket elsewhere': `await once(createServer().listen(given.home + '/planted-direct.sock'), 'listening')`,
  'listen on a Unix socket elsewhere, by a lie about where it stands': `const { cwd } = process; process.cwd = () => process.env.TMPDIR + '/a/b/c'; try { await once(createServer().listen('../../../home/planted-by-lie.sock'), 'listening') } finally { process.cwd = cwd }`,
  'bind a pipe elsewhere by such a lie': `const socket = connect(process.env.TMPDIR + '/none'); socket.on('error', () => {}); const { cwd } = process; process.cwd = () => process.env.TMPDIR + '/a/b/c'; try { return new socket._handle.constructor(1).bind('../../../home/planted-by-pipe.sock') === 0 ? 'bound' : throwIt('it did not') } finally { process.cwd = cwd }`,
  'listen on a Unix socket by a path that changes': `const paths = [process.env.TMPDIR + '/fine.sock', given.home + '/planted-changed.sock']; const socket = connect(process.env.TMPDIR + '/none'); socket.on('error', () => {}); return new socket._handle.constructor(1).bind({ toString: () => paths.pop() }) === 0 ? 'bound' : throwIt('it did not')`,
}

/** What only a Node that can deny the network refuses. */
export const networkAttempts: Readonly<Record<string, string>> = {
  'open a socket itself': `await once(connect(Number(new URL(given.undeclared).port), '127.0.0.1'), 'connect')`,
  'ask with node:http': `await once(httpGet(given.undeclared), 'response')`,
  'send a datagram': `const socket = createSocket('udp4'); await new Promise((go, no) => { socket.on('error', no); socket.send('x', 9, '127.0.0.1', (error) => (error ? no(error) : go())) })`,
  'look up a name': `return await lookup('localhost')`,
  listen: `await once(createServer().listen(0), 'listening')`,
}

/** How an attempt is refused that Node's permission model, the runner and the engine have no common word for. */
const refusals: Readonly<Record<string, RegExp>> = {
  // Were addons allowed, the file would be refused as none (ERR_DLOPEN_FAILED).
  'load a native addon': /^refused: ERR_DLOPEN_DISABLED /,
  'require a native addon': /^refused: ERR_DLOPEN_DISABLED /,
  'open a database anywhere': /^refused: ERR_UNKNOWN_BUILTIN_MODULE .*node:sqlite/,
  // Node 22 and 24 have none.
  'call functions of the system': /^refused: (ERR_ACCESS_DENIED|ERR_UNKNOWN_BUILTIN_MODULE) /,
  'keep compiled code in another folder': /^refused: .*write permission for .*planted-cache.* is not granted$/,
  'load a library as an engine of OpenSSL': /^refused: ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED /,
  'load a package out of its git folder': /^refused: .* is git's own, and is not trusted$/,
  'require a package out of its git folder': /^refused: .* is git's own, and is not trusted$/,
  'load code out of its git folder': /^refused: .* is git's own, and is not trusted$/,
  'run data as code': /^refused: ERR_IMPORT_ATTRIBUTE_MISSING /,
  'require a file without an ending': /^refused: .*tool is no code that was there when the product was trusted$/,
  'load code that a tool keeps': /^refused: .* is what a tool keeps for itself, and is not trusted$/,
  'require code that a tool keeps': /^refused: .* is what a tool keeps for itself, and is not trusted$/,
  'have other reports': /^refused: {2}Cannot redefine property: filename$/,
  'read a secret that it names by a path': /^refused: ARGUMENT_INVALID /,
}

/** What an attempt must come to: that it failed is not enough, as it could fail for want of what it tries to reach. */
export function refusalOf(name: string): RegExp {
  return refusals[name] ?? /^refused: (ERR_ACCESS_DENIED|PATH_REFUSED|PERMISSION_DENIED) /
}

/** The hook file of the hostile product: one hook that carries out the attempt whose name it is given. */
export function hostileHooks(): string {
  const cases = Object.entries({ ...attempts, ...directAttempts, ...networkAttempts }).map(
    ([name, code]) =>
      `  ${JSON.stringify(name)}: async (context) => { const { arguments: given, files, run, instance } = context; ${code} },`,
  )
  return `import { ChildProcess, execSync, spawnSync } from 'node:child_process'
import { setEngine } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { get as httpGet } from 'node:http'
import { constants, createRequire, enableCompileCache, flushCompileCache } from 'node:module'
import { connect, createServer } from 'node:net'
import { setPriority } from 'node:os'
import { createTracing } from 'node:trace_events'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { execute } from '@meshroom/hooks-sdk'

const throwIt = (error) => { throw error }
const runOut = () => { const kept = []; for (;;) kept.push(Array.from({ length: 1e5 }, () => String(Math.random()))) }
let last
/** Asks past the context, by the protocol itself; an answer would come to nobody, so that what the engine asked the vault for is what counts. */
const instanceOf = async (args) => {
  for (let call = 1; call < 99; call++) writeSync(4, JSON.stringify({ type: 'ask', ask: 1e6 + call, call, service: 'secret.get', args }) + '\\n')
}
const attempts = {
${cases.join('\n')}
}
export const attempt = execute('attempt', async (context) => {
  try {
    const value = await attempts[context.arguments.name](context)
    return 'got through: ' + String(JSON.stringify(value) ?? value).slice(0, 200)
  } catch (error) {
    return 'refused: ' + (error?.code ?? '') + ' ' + (error?.message ?? error)
  }
})
export const signal = execute('signal', () => { process.kill(process.ppid, 'SIGUSR1'); process.kill(process.ppid, 'SIGUSR2'); process._debugProcess?.(process.ppid) })
`
}
