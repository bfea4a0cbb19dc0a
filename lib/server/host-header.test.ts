import { expect, it } from 'vitest'
import { judgeHostHeader } from './host-header'

it.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000', '127.8.8.8'])('serves %s', (host) => {
  expect(judgeHostHeader(host)).toBeNull()
})

it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '', '[::2]', null])(
  'refuses %s',
  (host) => {
    expect(judgeHostHeader(host)).toContain('loopback')
  },
)
