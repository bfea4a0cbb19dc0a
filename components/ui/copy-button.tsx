'use client'

import { Check, Copy } from 'lucide-react'
import { Button } from './button'
import { classNames } from './class-names'
import { useCopy } from './use-copy'

interface CopyButtonProps {
  /** What lands on the clipboard. A function is asked at the click, for text that is costly or depends on the address bar. */
  text: string | (() => string)
  /** The button's name: "Copy link". With `isIconOnly` it is read out but not shown. */
  label: string
  isIconOnly?: boolean
  look?: 'outline' | 'quiet'
  size?: 'small' | 'medium'
  /** The text is commands for kubectl: the `c` key copies the first such text of a page. It is then a string. */
  isKubectl?: boolean
  /** What writes the text is not there yet. */
  isDisabled?: boolean
  className?: string
}

/** Copies text and says for two seconds that it did. Where the browser refuses, the text is offered to copy by hand. */
export function CopyButton({
  text,
  label,
  isIconOnly = false,
  look = 'outline',
  size = 'medium',
  isKubectl = false,
  isDisabled = false,
  className,
}: CopyButtonProps) {
  const { state, copy, refusal } = useCopy()
  const said = state === 'copied' ? 'Copied' : state === 'refused' ? 'Cannot copy' : label
  const Icon = state === 'copied' ? Check : Copy
  return (
    <>
      <Button
        look={look}
        size={isIconOnly ? 'icon' : size}
        disabled={isDisabled}
        onClick={() => copy(typeof text === 'function' ? text() : text)}
        aria-label={isIconOnly ? label : undefined}
        title={isIconOnly ? said : undefined}
        data-print="hide"
        data-kubectl={isKubectl && typeof text === 'string' ? text : undefined}
        className={className}
      >
        <Icon aria-hidden className={classNames('size-3.5', state === 'copied' ? 'text-pass' : 'text-muted')} />
        {isIconOnly ? null : <span>{said}</span>}
      </Button>
      {/* Beside the button: what is announced inside of one would become a part of its name. */}
      <span aria-live="polite" className="sr-only">
        {state === 'idle' ? '' : said}
      </span>
      {refusal}
    </>
  )
}
