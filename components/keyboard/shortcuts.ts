import { paletteKeys } from './name-key'

/**
 * What can be done by keyboard. This table is the only source: `readKey` decides by it what a key does, the help lists it, and the
 * palette shows its keys beside its entries.
 */
export const shortcuts = [
  { id: 'palette', group: 'anywhere', keys: paletteKeys, label: 'Find anything: hosts, ingresses, nodes, pages' },
  { id: 'filter', group: 'anywhere', keys: ['/'], label: 'Search: the filter of this page, or everything' },
  { id: 'pause', group: 'anywhere', keys: ['p'], label: 'Pause updates, or resume them' },
  { id: 'copy-link', group: 'anywhere', keys: ['y'], label: 'Copy the link of this page' },
  { id: 'help', group: 'anywhere', keys: ['?'], label: 'Show these shortcuts' },
  { id: 'go-overview', group: 'go', keys: ['g', 'o'], label: 'Overview of the cluster' },
  { id: 'go-ingresses', group: 'go', keys: ['g', 'i'], label: 'Ingresses' },
  { id: 'go-why', group: 'go', keys: ['g', 'w'], label: 'Why does a host not answer?' },
  { id: 'go-dns-zones', group: 'go', keys: ['g', 'z'], label: 'DNS zones and who holds their names' },
  { id: 'go-dns-cache', group: 'go', keys: ['g', 'd'], label: 'DNS cache' },
  { id: 'go-egress', group: 'go', keys: ['g', 's'], label: 'Egress and its SNAT ports' },
  { id: 'go-clusters', group: 'go', keys: ['g', 'c'], label: 'Clusters' },
  { id: 'go-checks', group: 'go', keys: ['g', 'k'], label: 'Checks' },
  { id: 'go-sources', group: 'go', keys: ['g', 'r'], label: 'Sources: what could be read' },
  { id: 'row-next', group: 'page', keys: ['j'], label: 'Next row of the list' },
  { id: 'row-previous', group: 'page', keys: ['k'], label: 'Previous row of the list' },
  { id: 'row-open', group: 'page', keys: ['o'], orKey: 'Enter', label: 'Open the row' },
  { id: 'trail-next', group: 'page', keys: [']'], label: 'Next one of the list you came from' },
  { id: 'trail-previous', group: 'page', keys: ['['], label: 'Previous one of the list you came from' },
  { id: 'copy-kubectl', group: 'page', keys: ['c'], label: 'Copy the kubectl command of this page' },
] as const satisfies readonly ShortcutEntry[]

interface ShortcutEntry {
  id: string
  group: 'anywhere' | 'go' | 'page'
  /** Pressed one after the other, as `KeyboardEvent.key` names them. `Mod+` is Ctrl, or Command on a Mac. */
  keys: readonly string[]
  /** A key that the browser itself answers in the same way; it is told, not handled. */
  orKey?: string
  /** What it does, as the help says it. */
  label: string
}

export type ShortcutId = (typeof shortcuts)[number]['id']
export type Shortcut = ShortcutEntry & { id: ShortcutId }

/** What each shortcut does now. One that is missing does nothing on this page, and the help does not list it. */
export type ShortcutActions = Partial<Record<ShortcutId, () => void>>

/** How long the first key of two waits for the second. */
export const sequenceMs = 1500

/** The part of a `KeyboardEvent` that decides. */
export interface PressedKey {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  /** AltGr is pressed: on many keyboards brackets are typed with it. Browsers then report Ctrl and Alt as well. */
  isAltGraph: boolean
}

export type KeyReading = { run: ShortcutId } | { waitFor: string } | null

interface ReadKeyInput {
  pressed: PressedKey
  /** The first key of two, if it was pressed a moment ago. */
  begun: string | null
  isMac: boolean
  /** Single keys may act: they are switched on, and nobody is typing. Keys with Ctrl or Command always may. */
  mayUseSingleKeys: boolean
  works: (id: ShortcutId) => boolean
}

/**
 * What a pressed key means: run a shortcut, wait for its second key, or nothing (null), and then the key is left to the browser.
 *
 *     o -> row-open    g -> wait    g o -> go-overview    g x -> nothing    Ctrl+o -> nothing    Ctrl+k -> palette
 */
export function readKey({ pressed, begun, isMac, mayUseSingleKeys, works }: ReadKeyInput): KeyReading {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isAltGraph } = pressed
  const isPlain = isAltGraph || !(ctrlKey || metaKey || altKey)
  if (!isPlain) {
    // Ctrl+K cuts a line on a Mac, and with Shift it opens the tools of a browser elsewhere.
    const isMod = (isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && !shiftKey
    const found = isMod ? findByKeys([`Mod+${key.toLowerCase()}`]) : undefined
    return found !== undefined && works(found.id) ? { run: found.id } : null
  }
  if (!mayUseSingleKeys) return null
  const found = findByKeys(begun === null ? [key] : [begun, key])
  if (found !== undefined) return works(found.id) ? { run: found.id } : null
  // After a first key that led nowhere the key counts as if it were pressed alone.
  if (begun !== null) return readKey({ pressed, begun: null, isMac, mayUseSingleKeys, works })
  return shortcuts.some(({ id, keys }) => keys.length > 1 && keys[0] === key && works(id)) ? { waitFor: key } : null
}

function findByKeys(pressed: readonly string[]): Shortcut | undefined {
  return shortcuts.find(({ keys }) => keys.length === pressed.length && keys.every((key, at) => key === pressed[at]))
}

export function findShortcut(id: ShortcutId): Shortcut {
  const found = shortcuts.find((shortcut) => shortcut.id === id)
  if (found === undefined) throw new Error(`No shortcut is called ${id}`)
  return found
}

const groupTitles = { anywhere: 'Anywhere', go: 'Go to', page: 'On this page' } as const

/** The shortcuts that do something now, in groups, for the help. Groups without any are left out. */
export function listWorking(
  actions: ShortcutActions,
  areSingleKeysOn: boolean,
): { title: string; shortcuts: Shortcut[] }[] {
  return (['anywhere', 'go', 'page'] as const)
    .map((group) => ({
      title: groupTitles[group],
      shortcuts: shortcuts.filter(
        (shortcut) =>
          shortcut.group === group &&
          actions[shortcut.id] !== undefined &&
          (areSingleKeysOn || isWithModifier(shortcut)),
      ),
    }))
    .filter((group) => group.shortcuts.length > 0)
}

const isWithModifier = ({ keys }: Shortcut) => keys.every((key) => key.startsWith('Mod+'))

/** Whether somebody is typing there, so that a letter is a letter: text fields, and lists that are searched by typing. */
export function isTypingIn(element: Pick<Element, 'matches' | 'closest'>): boolean {
  return (
    element.matches('textarea, select, [role="textbox"], [role="combobox"], [role="listbox"], [role="menu"] *') ||
    (element.matches('input') && !element.matches('[type="radio"], [type="checkbox"], [type="button"]')) ||
    element.closest('[contenteditable]:not([contenteditable="false"])') !== null
  )
}
