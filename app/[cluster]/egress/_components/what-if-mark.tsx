/** The words that mark everything which is not observed but asked about. */
export function WhatIfMark() {
  return (
    <span className="inline-block rounded border border-what-if border-dashed bg-what-if-soft px-1.5 font-medium text-sm text-what-if">
      what if
    </span>
  )
}
