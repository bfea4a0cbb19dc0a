'use client'

import { classNames } from '@/components/ui/class-names'
import { nameKey } from './name-key'
import { useIsMac } from './use-is-mac'

interface KeyHintProps {
  keys: readonly string[]
  /** For the eye only, where it would be read as a part of something's name. */
  isHidden?: boolean
  className?: string
}

/** The keys of a shortcut as they look on the keyboard, pressed one after the other. */
export function KeyHint({ keys, isHidden, className }: KeyHintProps) {
  const isMac = useIsMac()
  return (
    <span aria-hidden={isHidden} className={classNames('inline-flex shrink-0 items-center gap-1', className)}>
      {keys.map((key, at) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
          key={`${at} ${key}`}
          className="min-w-5 rounded border border-line px-1.5 text-center text-faint text-xs"
        >
          {nameKey(key, isMac)}
        </kbd>
      ))}
    </span>
  )
}
