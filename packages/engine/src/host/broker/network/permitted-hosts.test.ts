import { describe, expect, it } from 'vitest'
import { type NetAddress, permits, readNetRules } from './permitted-hosts.ts'

const settings = {
  region: 'fra1',
  api_url: 'https://soc.example.com:8443/api',
  plain_url: 'http://tenant.example.com',
  live_url: 'wss://live.example.com/socket',
  host: '192.0.2.7',
  port: 6514,
  empty: '',
  wild: '*',
  socket: '/run/daemon.sock',
  sneaky: 'evil.example/x',
  v6: '2001:db8::1',
}

const at = (text: string): NetAddress => {
  if (text.startsWith('/')) return { path: text }
  const cut = text.lastIndexOf(':')
  return { host: text.slice(0, cut), port: Number(text.slice(cut + 1)) }
}

describe('permissions.net', () => {
  it.each([
    ['api.example.com', 'api.example.com:443', true],
    ['api.example.com', 'api.example.com:8080', true],
    ['api.example.com', 'API.Example.com.:443', true],
    ['api.example.com', 'other.example.com:443', false],
    ['api.example.com', 'api.example.com.evil.example:443', false],
    ['api.example.com:443', 'api.example.com:443', true],
    ['api.example.com:443', 'api.example.com:80', false],
    ['*.example.com', 'a.b.example.com:443', true],
    ['*.example.com', 'example.com:443', false],
    ['*.example.com', 'badexample.com:443', false],
    ['*.example.com:443', 'a.example.com:80', false],
    ['*', 'anything.example:1', true],
    ['*', '/run/docker.sock', false],
    ['*:443', 'anything.example:80', false],
    ['app.{region}.example.com', 'app.fra1.example.com:443', true],
    ['app.{region}.example.com', 'app.mco1.example.com:443', false],
    ['{api_url}', 'soc.example.com:8443', true],
    ['{api_url}', 'soc.example.com:443', false],
    ['{plain_url}', 'tenant.example.com:80', true],
    ['{plain_url}', 'tenant.example.com:443', false],
    ['{live_url}', 'live.example.com:443', true],
    ['{host}', '192.0.2.7:1', true],
    ['{host}:{port}', '192.0.2.7:6514', true],
    ['{host}:{port}', '192.0.2.7:514', false],
    ['https://literal.example.com', 'literal.example.com:443', true],
    ['{empty}', ':443', false],
    ['{unknown}', 'unknown:443', false],
    ['{wild}', 'anything.example:443', false],
    ['{wild}.example.com', 'a.example.com:443', false],
    ['app.{sneaky}.example.com', 'app.evil.example:443', false],
    ['::1', '::1:443', true],
    ['[::1]:443', '[::1]:443', true],
    ['[::1]:443', '::1:80', false],
    ['{v6}', '2001:db8::1:443', true],
    ['/run/daemon.sock', '/run/daemon.sock', true],
    ['{socket}', '/run/daemon.sock', true],
    ['{socket}', '/run/docker.sock', false],
    ['example.com:99999', 'example.com:99999', false],
    ['example.com:http', 'example.com:80', false],
    ['direct', 'anything.example:443', true],
    ['direct', '/run/docker.sock', true],
  ])('%s for %s: %s', (entry, address, expected) => {
    expect(permits(readNetRules([entry], settings), at(address))).toBe(expected)
  })

  it('allows nothing where it is empty', () => {
    expect(permits(readNetRules([], settings), at('127.0.0.1:80'))).toBe(false)
  })
})
