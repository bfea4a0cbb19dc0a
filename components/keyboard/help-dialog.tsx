'use client'

import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { KeyHint } from './key-hint'
import { listWorking, type ShortcutActions } from './shortcuts'
import { setSingleKeys, useSingleKeys } from './single-keys'

export interface HelpDialogProps {
  isOpen: boolean
  onClose: () => void
  /** What can be done now: exactly that is listed. */
  listActions: () => ShortcutActions
}

/** The keys that do something on this page, and the switch that turns single keys off. */
export function HelpDialog({ isOpen, onClose, listActions }: HelpDialogProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup className="fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[calc(100dvh-1rem)] max-w-3xl flex-col overflow-hidden rounded-lg border border-line-strong bg-surface shadow-floating outline-none sm:top-[10vh] sm:max-h-[80vh]">
          <div className="flex shrink-0 items-center justify-between gap-3 border-line border-b px-4 py-2.5">
            <Dialog.Title className="font-semibold text-md">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close render={<Button size="icon" look="quiet" aria-label="Close" />}>
              <X aria-hidden className="size-4" />
            </Dialog.Close>
          </div>
          <Help listActions={listActions} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Help({ listActions }: Pick<HelpDialogProps, 'listActions'>) {
  const areSingleKeysOn = useSingleKeys()
  const groups = listWorking(listActions(), areSingleKeysOn)
  // What scrolls must be reachable by keyboard.
  const reachable = { role: 'group', tabIndex: 0, 'aria-label': 'Shortcuts' }
  return (
    <>
      <div {...reachable} className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <div className="gap-x-10 sm:columns-2">
          {groups.map((group) => (
            <section key={group.title} aria-label={group.title} className="mb-4 break-inside-avoid">
              <h3 className="mb-1 text-faint text-xs">{group.title}</h3>
              <dl>
                {group.shortcuts.map(({ id, keys, orKey, label }) => (
                  <div key={id} className="flex min-h-7 items-center justify-between gap-4">
                    <dt className="min-w-0">{label}</dt>
                    <dd className="flex shrink-0 items-center gap-1.5 text-faint text-sm">
                      <KeyHint keys={keys} />
                      {orKey === undefined ? null : (
                        <>
                          or <KeyHint keys={[orKey]} />
                        </>
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <p className="text-muted">
          {areSingleKeysOn
            ? 'Two keys are pressed one after the other. While you type in a field, keys are letters.'
            : 'Single keys do nothing while they are switched off. Everything can be reached with Tab, and by the palette.'}
        </p>
      </div>
      <div className="shrink-0 border-line border-t px-4 py-2.5">
        <label className="flex w-fit items-center gap-2">
          <input
            type="checkbox"
            checked={areSingleKeysOn}
            onChange={(event) => setSingleKeys(event.target.checked)}
            className="size-4 accent-[var(--accent)]"
          />
          Single-key shortcuts
          <span className="text-faint text-sm">remembered in this browser</span>
        </label>
      </div>
    </>
  )
}
