import type { Metadata } from 'next'
import { PageHeader } from '@/components/layout/page-header'
import { formatCounted } from '@/lib/format/count'
import { listChecks } from '@/lib/server/list-checks'
import { CheckCatalogue } from './_components/check-catalogue'

export const metadata: Metadata = { title: 'Checks' }

export default async function ChecksPage() {
  const { items } = await listChecks()
  const listed = items.map(({ id, title, see, severity, area, hop }) => ({ id, title, see, severity, area, hop }))
  return (
    <>
      <PageHeader
        title="Checks"
        lead={`${formatCounted(items.length, 'check')}, each with a permanent name, a reason and a remedy, along the path that a request takes.`}
      />
      <CheckCatalogue checks={listed} />
    </>
  )
}
