import { expect, it } from 'vitest'
import { formatCommand } from './shell-command'

it('leaves plain words as they are', () => {
  expect(formatCommand('kubectl', 'get', 'pods', '-n', 'shop', '-l', 'app=checkout')).toBe(
    'kubectl get pods -n shop -l app=checkout',
  )
})

it('quotes a word that a shell would read as more than one', () => {
  expect(formatCommand('kubectl', 'logs', 'web; reboot')).toBe("kubectl logs 'web; reboot'")
})
