import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { formatCommand, quoteShellWord } from './shell-command'

describe('formatCommand', () => {
  it('leaves plain words as they are', () => {
    expect(formatCommand('kubectl', 'get', 'pods', '-n', 'shop', '-l', 'app=checkout')).toBe(
      'kubectl get pods -n shop -l app=checkout',
    )
  })

  it.each(['', ' ', "it's", '$(reboot)', '`id`', 'a\nb', '"; rm -rf /', '*', '-n shop; ls', '~', 'a\\b'])(
    'hands %j to a shell as one word',
    (word) => {
      expect(execFileSync('sh', ['-c', `printf '%s' ${quoteShellWord(word)}`]).toString()).toBe(word)
    },
  )
})
