import { describe, expect, it } from 'vitest'
import type { NameRow } from './name-row'
import type { RegistryUser } from './registries'
import { listSwitchWays } from './say-switch'
import { judgeMove, type NameSide } from './switch-names'

const name = (state: NameRow['state'], holder: NameRow['holder'], isWanted = true): NameRow => ({
  host: 'cart.shop.example.net',
  zone: 'shop.example.net',
  state,
  holder,
  declaredBy: [],
  wanted: isWanted
    ? [{ instance: 'e/e', object: { kind: 'Ingress', namespace: 'shop', name: 'cart' }, targets: 'A 9.9.9.9' }]
    : [],
  answer: null,
  isRight: null,
  signature: null,
  dropped: null,
  conflict: null,
  unavailable: null,
  orphan: null,
})
const held = name('held-here', 'here')
const elsewhere = name('held-elsewhere', 'elsewhere')
const orphaned = name('orphaned', 'here', false)
const stuck: NameRow = {
  ...orphaned,
  orphan: { resource: 'gone', removal: { outcome: 'left', because: 'no Pod is ready' }, otherSources: [] },
}
const unsigned = name('unsigned', 'unsigned')
const free = name('free', 'nobody')
const unknown = name('unknown', 'unknown')
const notTaken = name('not-taken', 'nobody', false)

const cases: [string, NameSide, NameSide, string][] = [
  ['held here, wanted there', held, elsewhere, 'moves'],
  ['left over here, wanted there', orphaned, elsewhere, 'moves'],
  ['left over here for good, wanted there', stuck, elsewhere, 'stuck'],
  ['held here, wanted there while DNS does not answer there', held, unknown, 'moves'],
  ['held here, declared there by nobody', held, 'absent', 'lost'],
  ['held here, taken there by no external-dns', held, notTaken, 'lost'],
  ['held here, and what there wants could not be read', held, 'unknown', 'unknown'],
  ['held there, wanted here', elsewhere, held, 'already-there'],
  ['held there, declared here by nobody', 'absent', held, 'only-there'],
  ['wanted there only, without record', 'absent', free, 'only-there'],
  ['held by a third', elsewhere, elsewhere, 'contested'],
  ['signed by nobody', unsigned, unsigned, 'contested'],
  ['said to be held by both', held, held, 'contested'],
  ['without record, wanted by both', free, free, 'free'],
  ['wanted by both, and DNS is not known', unknown, unknown, 'unknown'],
  ['wanted here only and not held', free, 'absent', 'none'],
  ['wanted by neither', notTaken, 'absent', 'none'],
]

describe('judgeMove', () => {
  it.each(cases)('%s', (_what, here, there, move) => {
    expect(judgeMove(here, there)).toBe(move)
  })
})

const user = (over: Partial<RegistryUser> = {}): RegistryUser => ({
  instance: 'external-dns/external-dns',
  registry: 'txt',
  ownerId: 'blue',
  txt: { ownerId: over.ownerId ?? 'blue', prefix: '', suffix: '', wildcardReplacement: '' },
  policy: 'sync',
  provider: 'azure',
  intervalSeconds: 60,
  isRunning: true,
  because: null,
  otherSources: [],
  hasTemplates: false,
  ...over,
})
const ways = (from: RegistryUser[], to: RegistryUser[]) =>
  listSwitchWays({ cluster: 'blue', users: from }, { cluster: 'green', users: to })
const green = user({ ownerId: 'green' })

describe('listSwitchWays', () => {
  it('says when each step happens, by the intervals', () => {
    const [letGo, handOver] = ways([user()], [{ ...green, intervalSeconds: 90 }])
    expect(letGo?.steps.join(' ')).toMatch(
      /deletes records and signatures within 1 min.*writes its own records within 90 s/,
    )
    expect(handOver?.steps.join(' ')).toMatch(/--migrate-from-txt-owner=blue.*signs the records as green/)
  })

  it.each([
    ['upsert-only never deletes', [user({ policy: 'upsert-only' })], [green], false, true],
    ['create-only takes over nothing', [user()], [{ ...green, policy: 'create-only' }], true, false],
    ['the same owner id hands nothing over', [user()], [user()], true, false],
    ['a policy that is not known', [user({ policy: null, because: 'a flag' })], [green], null, true],
    ['no external-dns on the other side', [user()], [], true, null],
    ['two owner ids on one side', [user(), user({ ownerId: 'blue-2' })], [green], true, null],
  ])('%s', (_what, from, to, canLetGo, canHandOver) => {
    expect(ways(from, to).map(({ isPossible }) => isPossible)).toEqual([canLetGo, canHandOver])
  })
})
