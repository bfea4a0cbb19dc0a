'use client'

import { Keyboard } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { useShell } from './shell-provider'

/** Shows the keys that work, for those who do not know the key that does. */
export function HelpButton() {
  const { openHelp } = useShell()
  return (
    <Button
      size="icon"
      look="quiet"
      aria-label="Keyboard shortcuts"
      aria-haspopup="dialog"
      title="Keyboard shortcuts (?)"
      onClick={openHelp}
    >
      <Keyboard aria-hidden className="size-4" />
    </Button>
  )
}
