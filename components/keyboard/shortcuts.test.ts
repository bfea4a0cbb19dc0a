import { describe, expect, it } from 'vitest'
import { nameKey } from './name-key'
import { listWorking, type PressedKey, readKey, type ShortcutId, shortcuts } from './shortcuts'

const press = (key: string, over: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isAltGraph: false,
  ...over,
})
const all = () => true
const read = (pressed: PressedKey, begun: string | null = null, works: (id: ShortcutId) => boolean = all) =>
  readKey({ pressed, begun, isMac: false, mayUseSingleKeys: true, works })

describe('the table of shortcuts', () => {
  it('gives every shortcut keys of its own, and no key that begins another shortcut', () => {
    const written = shortcuts.map(({ keys }) => keys.join(' '))
    expect(new Set(written).size).toBe(shortcuts.length)
    const firstOfTwo = new Set(shortcuts.flatMap(({ keys }) => (keys.length > 1 ? [keys[0]] : [])))
    expect(shortcuts.filter(({ keys }) => keys.length === 1 && firstOfTwo.has(keys[0]))).toEqual([])
  })

  it('reads the keys of every shortcut as that shortcut', () => {
    for (const { id, keys } of shortcuts) {
      const [first = '', second] = keys
      const isMod = first.startsWith('Mod+')
      const pressed = isMod ? press(first.slice(4), { ctrlKey: true }) : press(second ?? first)
      expect(read(pressed, second === undefined ? null : first), id).toEqual({ run: id })
    }
  })
})

describe('readKey', () => {
  it('waits after the first key of two, and only where a second one leads somewhere', () => {
    expect(read(press('g'))).toEqual({ waitFor: 'g' })
    expect(read(press('g'), null, (id) => !id.startsWith('go-'))).toBeNull()
  })

  it('reads a second key that leads nowhere as if it were alone', () => {
    expect(read(press('j'), 'g')).toEqual({ run: 'row-next' })
    expect(read(press('x'), 'g')).toBeNull()
  })

  it('leaves keys with a modifier to the browser, but for the palette', () => {
    for (const over of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      for (const key of ['j', 'o', 'c', 'p', '/', '?']) expect(read(press(key, over)), `${key}`).toBeNull()
    }
    expect(read(press('k', { ctrlKey: true }))).toEqual({ run: 'palette' })
    for (const over of [{ altKey: true }, { metaKey: true }, { shiftKey: true }])
      expect(read(press('k', { ctrlKey: true, ...over }))).toBeNull()
  })

  it('takes Command on a Mac, where Ctrl belongs to the text field', () => {
    const onMac = (pressed: PressedKey) =>
      readKey({ pressed, begun: null, isMac: true, mayUseSingleKeys: false, works: all })
    expect(onMac(press('k', { metaKey: true }))).toEqual({ run: 'palette' })
    expect(onMac(press('k', { ctrlKey: true }))).toBeNull()
    expect(read(press('k', { metaKey: true }))).toBeNull()
  })

  it('takes a letter that Caps Lock made a capital together with Ctrl', () => {
    expect(read(press('K', { ctrlKey: true }))).toEqual({ run: 'palette' })
  })

  it('takes a bracket that is typed with AltGr', () => {
    expect(read(press(']', { ctrlKey: true, altKey: true, isAltGraph: true }))).toEqual({ run: 'trail-next' })
  })

  it('does nothing with single keys while somebody types or has switched them off, and opens the palette all the same', () => {
    const reading = (pressed: PressedKey) =>
      readKey({ pressed, begun: null, isMac: false, mayUseSingleKeys: false, works: all })
    expect(shortcuts.flatMap(({ keys }) => (keys[0] === 'Mod+k' ? [] : [reading(press(keys[0]))]))).toEqual(
      shortcuts.slice(1).map(() => null),
    )
    expect(reading(press('k', { ctrlKey: true }))).toEqual({ run: 'palette' })
  })

  it('does nothing with a shortcut that has nothing to act on', () => {
    expect(read(press('c'), null, (id) => id !== 'copy-kubectl')).toBeNull()
  })

  it('tells capital letters from small ones', () => {
    expect(read(press('J'))).toBeNull()
    expect(read(press('G'))).toBeNull()
  })
})

describe('listWorking', () => {
  it('lists exactly what has an action, and no empty group', () => {
    const groups = listWorking({ help: () => {}, 'go-checks': () => {} }, true)
    expect(groups.map(({ title, shortcuts: listed }) => [title, listed.map(({ id }) => id)])).toEqual([
      ['Anywhere', ['help']],
      ['Go to', ['go-checks']],
    ])
  })
})

describe('listWorking with single keys switched off', () => {
  it('lists what still works', () => {
    const actions = Object.fromEntries(shortcuts.map(({ id }) => [id, () => {}]))
    expect(listWorking(actions, false).flatMap((group) => group.shortcuts.map(({ id }) => id))).toEqual(['palette'])
  })
})

describe('nameKey', () => {
  it('names the modifier as the keyboard does', () => {
    expect([nameKey('Mod+k', true), nameKey('Mod+k', false), nameKey('?', true)]).toEqual(['⌘K', 'Ctrl K', '?'])
  })
})
