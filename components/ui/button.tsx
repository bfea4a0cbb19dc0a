import type { ComponentProps } from 'react'
import { classNames } from './class-names'

interface ButtonLook {
  /** `outline` stands on its own, `quiet` sits in a row of text, `solid` is the one action a panel wants. */
  look?: 'outline' | 'quiet' | 'solid'
  /** `icon` is square; the button then needs an `aria-label`. */
  size?: 'small' | 'medium' | 'icon'
}

const looks = {
  outline: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'border border-transparent text-muted hover:bg-sunken hover:text-ink',
  solid: 'border border-transparent bg-accent text-on-accent hover:opacity-90',
} as const

const sizes = { small: 'h-6 px-2 text-sm', medium: 'h-7 px-2.5', icon: 'size-7' } as const

/** The classes of a button, for a link that should look like one. */
export function buttonClassNames({ look = 'outline', size = 'medium' }: ButtonLook = {}, className?: string): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium',
    'transition-colors duration-100 disabled:opacity-60',
    looks[look],
    sizes[size],
    className,
  )
}

export function Button({ look, size, className, type = 'button', ...rest }: ComponentProps<'button'> & ButtonLook) {
  return <button type={type} className={buttonClassNames({ look, size }, className)} {...rest} />
}
