interface SkipLinkProps {
  /** The id of what comes next. It takes the focus, so it has a `tabIndex` of -1. */
  targetId: string
  /** "Skip to Also found". */
  children: string
}

/** A way past a long part of the page for whoever walks it with the Tab key: seen only while it has the focus. */
export function SkipLink({ targetId, children }: SkipLinkProps) {
  return (
    <a
      href={`#${targetId}`}
      data-print="hide"
      className="sr-only focus:not-sr-only focus:absolute focus:top-1.5 focus:right-2 focus:z-10 focus:rounded-md focus:bg-accent focus:px-2.5 focus:py-1 focus:font-medium focus:text-on-accent"
    >
      {children}
    </a>
  )
}
