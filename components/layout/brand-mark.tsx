/** The mark: a fairlead, the ring on a ship's deck through which a line is led clear of what would chafe it. */
export function BrandMark({ className = 'size-5' }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" fill="none" aria-hidden className={className}>
      <circle cx="10" cy="10" r="8" stroke="var(--accent)" strokeWidth="2" />
      <path d="M2 10h4.6M13.4 10H18" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round" />
      <circle cx="10" cy="10" r="3.2" stroke="var(--accent)" strokeWidth="2" />
    </svg>
  )
}
