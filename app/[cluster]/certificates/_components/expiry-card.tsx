'use client'

import { Card } from '@/components/ui/card'
import { FilterButtons } from '@/components/ui/filter-buttons'
import type { CertificatePage } from '@/lib/api/certificates'
import { formatCount, formatCounted } from '@/lib/format/count'
import { countWeek, ExpiryTimeline, formatDay, sayExpiry } from './expiry-timeline'

export interface ExpiryCardProps {
  expiry: CertificatePage['expiry']
  /** Only what expires within so many days is listed; null for everything. */
  days: number | null
  onDays: (days: number | null) => void
}

const dayChoices = [0, 7, 30, 90]

/** When certificates expire: a picture, the same as a table, and a filter for the list below. */
export function ExpiryCard({ expiry, days, onDays }: ExpiryCardProps) {
  return (
    <Card title="Expiry" aside="weeks begin today, days in UTC">
      <ExpiryTimeline expiry={expiry} />
      <p className="mt-2 text-muted">{sayExpiry(expiry)}</p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterButtons
          label="Expiring"
          value={days === null ? null : String(days)}
          onChange={(value) => onDays(value === null ? null : Number(value))}
          choices={dayChoices.map((choice) => ({
            value: String(choice),
            label: choice === 0 ? 'Expired' : `Within ${choice} days`,
          }))}
        />
        <details>
          <summary className="link">Weeks as a table</summary>
          <table className="mt-1">
            <caption className="sr-only">Certificates that expire in each week</caption>
            <thead>
              <tr className="text-left text-faint text-sm">
                <th scope="col" className="pr-4 font-normal">
                  Week from
                </th>
                <th scope="col" className="pr-4 font-normal">
                  Expire
                </th>
                <th scope="col" className="font-normal">
                  Of them not passing
                </th>
              </tr>
            </thead>
            <tbody>
              {expiry.weeks.map((week) => (
                <tr key={week.from} className="tabular-nums">
                  <th scope="row" className="pr-4 text-left font-normal">
                    {formatDay(week.from)}
                  </th>
                  <td className="pr-4">{formatCounted(countWeek(week), 'certificate')}</td>
                  <td>{formatCount(countWeek(week) - week.passing)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </div>
    </Card>
  )
}
