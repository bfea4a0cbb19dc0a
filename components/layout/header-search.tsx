'use client'

import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { paths } from '@/lib/paths'

/** Finds ingresses by host, name, address, class or check. The slash key goes to it from anywhere. */
export function HeaderSearch({ cluster, namespace }: { cluster: string; namespace: string | null }) {
  const router = useRouter()
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    document.addEventListener('keydown', focusOnSlash)
    return () => document.removeEventListener('keydown', focusOnSlash)
  }, [])

  return (
    <search className="min-w-0 flex-1">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const q = field.current?.value.trim() ?? ''
          router.push(paths.ingresses(cluster, { namespace, q }))
        }}
        className="relative"
      >
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-faint" />
        <input
          ref={field}
          type="search"
          name="q"
          aria-label="Find ingresses"
          placeholder="Host, ingress, address, check…"
          autoComplete="off"
          spellCheck={false}
          className="h-7.5 w-full rounded-md border border-line-strong bg-sunken pr-8 pl-8 placeholder:text-faint"
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-2 rounded border border-line px-1.5 text-faint text-xs"
        >
          /
        </kbd>
      </form>
    </search>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName))
  )
}
