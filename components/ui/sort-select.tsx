import { useId } from 'react'

interface SortSelectProps<S extends string> {
  /** Each order that is offered, with its words. */
  words: Partial<Record<S, string>>
  value: S
  onChange: (sort: S) => void
}

/** The order of a list on narrow screens, where there are no column headings. */
export function SortSelect<S extends string>({ words, value, onChange }: SortSelectProps<S>) {
  const id = useId()
  const sorts = Object.entries<string | undefined>(words)
  return (
    <div className="flex items-center gap-2 text-muted lg:hidden">
      <label htmlFor={id}>Sort by</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = Object.keys(words).find((known): known is S => known === event.target.value)
          if (chosen !== undefined) onChange(chosen)
        }}
        className="h-7 rounded-md border border-line-control bg-surface px-2 text-ink"
      >
        {sorts.map(([sort, text]) => (
          <option key={sort} value={sort}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
