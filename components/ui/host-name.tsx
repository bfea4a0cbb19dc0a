import { classNames } from './class-names'

/**
 * A hostname on one line. When it is too long its middle gives way, since the beginning tells hosts of a domain apart and the end
 * tells the domain; all of it is in the title, and is what gets copied.
 */
export function HostName({ host, className }: { host: string; className?: string }) {
  const [head, tail] = splitHost(host)
  return (
    <span title={host} className={classNames('flex min-w-0', className)}>
      <span className="min-w-0 truncate">{head}</span>
      {tail === '' ? null : <span className="max-w-3/5 shrink-0 truncate">{tail}</span>}
    </span>
  )
}

/**
 * The part that may be shortened, and the last two labels with the dot before them. With fewer than three labels there is nothing
 * to take away from the middle.
 *
 *     checkout.shop.example.com  ->  checkout.shop  .example.com
 */
export function splitHost(host: string): [head: string, tail: string] {
  const labels = host.split('.')
  if (labels.length < 3) return [host, '']
  return [labels.slice(0, -2).join('.'), `.${labels.slice(-2).join('.')}`]
}
