import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../test/render-into.ts'
import { renderProject } from './render-project.ts'

test('a project has its two folders, and says to git and to editors what they need', () => {
  const files = renderProject('soc')
  expect(Object.keys(files)).toEqual([
    '.gitattributes',
    '.gitignore',
    'README.md',
    'instances/.gitkeep',
    'package.json',
    'products/.gitkeep',
    'tsconfig.json',
  ])
  expect(files['README.md']).toMatch(/^# soc\n/)
  expect(JSON.parse(files['tsconfig.json']!).include).toEqual(['products/**/*.ts'])
  expect(JSON.parse(renderProject('soc', { hooksSdk: '^1.2.0' })['package.json']!)).toEqual({
    private: true,
    type: 'module',
    devDependencies: { '@meshroom/hooks-sdk': '^1.2.0', '@types/node': 'latest' },
  })
})

test('git, without the drivers that .gitattributes names, shows and commits the vault all the same', () => {
  using folder = temporaryFolder()
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t.example', '-c', 'init.defaultBranch=main']
    return execFileSync('git', [...identity, '-C', folder.path, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, HOME: folder.path, GIT_CONFIG_NOSYSTEM: '1' },
    })
  }
  const change = (content: string) => {
    writeFileSync(join(folder.path, 'secrets.gpg'), content)
    git('commit', '-aqm', 'change')
  }
  const left = { '.meshroom/lock': '', 'mirrors/a/b': '', 'secrets.gpg.lock': '', '.secrets.gpg.0123456789ab.tmp': '' }
  writeFiles(folder.path, { ...renderProject('soc'), 'secrets.gpg': 'one\n', ...left })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'first')
  expect(git('ls-files').trim().split('\n')).toEqual([...Object.keys(renderProject('soc')), 'secrets.gpg'].sort())

  git('switch', '-qc', 'theirs')
  change('two\r\n')
  expect(git('diff', 'main', '--', 'secrets.gpg')).toContain('+two\r\n')
  git('switch', '-q', 'main')
  git('merge', '-q', 'theirs')
  expect(git('show', 'HEAD:secrets.gpg')).toBe('two\r\n')
  change('ours\n')
  git('switch', '-q', 'theirs')
  change('theirs\n')
  expect(() => git('merge', '-q', 'main')).toThrow()
  expect(git('status', '--porcelain')).toBe('UU secrets.gpg\n')
})

test('a clone on Windows has the very bytes that were committed', () => {
  using folder = temporaryFolder()
  const [project, clone] = [join(folder.path, 'project'), join(folder.path, 'clone')]
  const git = (...args: string[]) => {
    const config = [
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@t.example',
      '-c',
      'core.autocrlf=true',
      '-c',
      'core.safecrlf=false',
    ]
    const env = { PATH: process.env.PATH, HOME: folder.path, GIT_CONFIG_NOSYSTEM: '1' }
    return execFileSync('git', [...config, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  }
  const files = {
    ...renderProject('soc'),
    'meshroom.lock': '{\n}\n',
    'secrets.gpg': 'one\r\ntwo\n',
    'products/edr/a.wasm': '\r\n\n',
  }
  writeFiles(project, files)
  git('init', '-q', project)
  git('-C', project, 'add', '-A')
  git('-C', project, 'commit', '-qm', 'first')
  git('clone', '-q', project, clone)
  for (const [path, content] of Object.entries(files))
    expect(readFileSync(join(clone, path), 'utf8'), path).toBe(content)
})
