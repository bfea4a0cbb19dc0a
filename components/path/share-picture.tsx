'use client'

import { Check, Download, Image as ImageIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { PictureContent } from './picture/write-picture'

// The drawing of pictures is loaded when somebody wants one.
const load = () => import('./picture/save-picture')

type State = 'idle' | 'copied' | 'refused' | 'failed'

const told: Record<State, string> = {
  idle: '',
  copied: 'Picture copied',
  refused: 'This browser does not let pages copy pictures. Download it instead.',
  failed: 'The picture could not be drawn.',
}

/** Copies or downloads the path as a picture, and says so when the browser refuses. */
export function SharePicture({ content }: { content: PictureContent }) {
  const [state, setState] = useState<State>('idle')

  useEffect(() => {
    if (state !== 'copied') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])

  async function copy() {
    if (typeof ClipboardItem === 'undefined' || navigator.clipboard?.write === undefined) return setState('refused')
    const png = load().then(({ drawPicture, makePngBlob }) => makePngBlob(drawPicture(content)))
    try {
      // The promise itself goes into the item: some browsers ask for it within the click.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
      setState('copied')
    } catch {
      setState(
        await png.then(
          () => 'refused' as const,
          () => 'failed' as const,
        ),
      )
    }
  }

  async function download(ending: 'svg' | 'png') {
    try {
      const { drawPicture, makeSvgBlob, makePngBlob, downloadBlob, namePictureFile } = await load()
      const picture = drawPicture(content)
      const blob = ending === 'svg' ? makeSvgBlob(picture) : await makePngBlob(picture)
      downloadBlob(blob, namePictureFile(content, ending))
      setState('idle')
    } catch {
      setState('failed')
    }
  }

  const CopyIcon = state === 'copied' ? Check : ImageIcon
  const hasTrouble = state === 'refused' || state === 'failed'
  return (
    <>
      <p role="status" className={hasTrouble ? 'min-w-0 text-sm text-warn' : 'sr-only'}>
        {told[state]}
      </p>
      <Button size="small" onClick={copy}>
        <CopyIcon aria-hidden className={state === 'copied' ? 'size-3.5 text-pass' : 'size-3.5 text-muted'} />
        {state === 'copied' ? 'Copied' : 'Copy picture'}
      </Button>
      <Button size="small" onClick={() => download('png')} aria-label="Download PNG">
        <Download aria-hidden className="size-3.5 text-muted" />
        PNG
      </Button>
      <Button size="small" onClick={() => download('svg')} aria-label="Download SVG">
        <Download aria-hidden className="size-3.5 text-muted" />
        SVG
      </Button>
    </>
  )
}
