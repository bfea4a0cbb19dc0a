'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { RefusedCopy } from './refused-copy'

interface Copying {
  /** What happened to the last thing copied; `copied` ends by itself after two seconds. */
  state: 'idle' | 'copied' | 'refused'
  /** Answers whether the text is on the clipboard. */
  copy: (text: string) => Promise<boolean>
  /** Belongs into the page: says that the browser refused, and offers the text to select. */
  refusal: ReactNode
}

const saidMs = 2000

/** Copies text as well as the browser allows, and offers it for copying by hand where it does not. */
export function useCopy(): Copying {
  const [state, setState] = useState<Copying['state']>('idle')
  const [refusedText, setRefusedText] = useState<string | null>(null)

  useEffect(() => {
    if (state !== 'copied') return
    const timer = setTimeout(() => setState('idle'), saidMs)
    return () => clearTimeout(timer)
  }, [state])

  async function copy(text: string) {
    const isCopied = await writeToClipboard(text)
    setState(isCopied ? 'copied' : 'refused')
    setRefusedText(isCopied ? null : text)
    return isCopied
  }

  const close = () => {
    setState('idle')
    setRefusedText(null)
  }
  return { state, copy, refusal: refusedText === null ? null : <RefusedCopy text={refusedText} onClose={close} /> }
}

async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

/** Browsers offer the clipboard API on https and localhost only; over plain http the old way still works. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.position = 'fixed'
  field.style.opacity = '0'
  const focused = document.activeElement
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
