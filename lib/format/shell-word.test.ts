import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { quoteShellWord } from './shell-word'

it.each(['', ' ', "it's", '$(reboot)', '`id`', 'a\nb', '"; rm -rf /', '*', '-n shop; ls', '~', 'a\\b'])(
  'hands %j to a shell as one word',
  (word) => {
    expect(execFileSync('sh', ['-c', `printf '%s' ${quoteShellWord(word)}`]).toString()).toBe(word)
  },
)
