import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'
import { ScrollBox } from './scroll-box'

interface TableProps {
  /** What the table holds, read out before it. Shown only to screen readers. */
  caption: string
  children: ReactNode
  className?: string
}

/** A table that scrolls inside its own box when the screen is narrower than it is. */
export function Table({ caption, children, className }: TableProps) {
  return (
    <ScrollBox label={caption} className="relative rounded-[inherit]">
      <table className={classNames('w-full border-collapse text-left', className)}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </ScrollBox>
  )
}

interface CellProps {
  /** Numbers stand to the right, so that their digits line up. */
  isNumber?: boolean
}

export function ColumnHeader({ isNumber = false, className, ...rest }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      className={classNames(
        'whitespace-nowrap border-line border-b px-3.5 py-1.5 font-normal text-faint text-sm',
        isNumber && 'text-right',
        className,
      )}
      {...rest}
    />
  )
}

export function Cell({ isNumber = false, className, ...rest }: ComponentProps<'td'> & CellProps) {
  return (
    <td
      className={classNames(
        'border-line border-t px-3.5 py-1.5 align-top',
        isNumber && 'whitespace-nowrap text-right tabular-nums',
        className,
      )}
      {...rest}
    />
  )
}

/** The cell that names its row. */
export function RowHeader({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="row"
      className={classNames('border-line border-t px-3.5 py-1.5 text-left align-top font-medium', className)}
      {...rest}
    />
  )
}
