'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { classNames } from './class-names'

interface CopyButtonProps {
  /** What lands on the clipboard. A function is asked at the click, for text that is costly or depends on the address bar. */
  text: string | (() => string)
  /** The button's name: "Copy link". With `isIconOnly` it is read out but not shown. */
  label: string
  isIconOnly?: boolean
  look?: 'outline' | 'quiet'
  size?: 'small' | 'medium'
  className?: string
}

/** Copies text and says for two seconds that it did, or that the browser refused. */
export function CopyButton({
  text,
  label,
  isIconOnly = false,
  look = 'outline',
  size = 'medium',
  className,
}: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')

  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])

  async function copy() {
    const written = typeof text === 'function' ? text() : text
    try {
      await navigator.clipboard.writeText(written)
      setState('copied')
    } catch {
      setState(copyBySelection(written) ? 'copied' : 'refused')
    }
  }

  const said = state === 'copied' ? 'Copied' : state === 'refused' ? 'Cannot copy' : label
  const Icon = state === 'copied' ? Check : Copy
  return (
    <Button
      look={look}
      size={isIconOnly ? 'icon' : size}
      onClick={copy}
      aria-label={isIconOnly ? label : undefined}
      title={isIconOnly ? said : undefined}
      className={className}
    >
      <Icon aria-hidden className={classNames('size-3.5', state === 'copied' ? 'text-pass' : 'text-muted')} />
      {isIconOnly ? null : <span>{said}</span>}
      <span aria-live="polite" className="sr-only">
        {state === 'idle' ? '' : said}
      </span>
    </Button>
  )
}

/** Browsers offer the clipboard API on https and localhost only; over plain http the old way still works. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}
