import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { areaWords } from '@/components/findings/area-words'
import { SeverityBadge } from '@/components/findings/severity-badge'
import { PageHeader } from '@/components/layout/page-header'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import type { CatalogueCheck } from '@/lib/api/checks'
import { hopTitles } from '@/lib/model/hop'
import { decodeParam, paths } from '@/lib/paths'
import { AppError } from '@/lib/server/errors'
import { findCheck } from '@/lib/server/list-checks'

interface CheckPageProps {
  params: Promise<{ checkId: string }>
}

const levelWords: Record<CatalogueCheck['level'], string> = {
  proven: 'Proven: the objects themselves state it.',
  inferred: 'Inferred: it rests on an assumption, which the finding shows.',
  external: 'External: it comes from outside the cluster, such as a DNS answer.',
}

const whoWords: Record<CatalogueCheck['who'], string> = {
  tenant: 'the tenant, who owns the object',
  platform: 'the platform team',
  either: 'the tenant or the platform team',
}

export async function generateMetadata({ params }: CheckPageProps): Promise<Metadata> {
  const check = await readCheck(params)
  return { title: check === null ? 'No such check' : `${check.id}: ${check.title}` }
}

export default async function CheckPage({ params }: CheckPageProps) {
  const check = await readCheck(params)
  if (check === null) notFound()
  return (
    <>
      <PageHeader
        title={check.title}
        crumbs={[
          { label: 'Checks', href: paths.checks() },
          { label: check.hop === null ? areaWords[check.area] : hopTitles[check.hop] },
        ]}
        chips={<SeverityBadge severity={check.severity} />}
        actions={<CopyButton text={check.id} label="Copy name" />}
        lead={<code>{check.id}</code>}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <Card>
          <div className="max-w-prose space-y-5 py-1 text-md">
            <Section title="What Fairlead sees">{check.see}</Section>
            <Section title="What happens, and why">{check.why}</Section>
            <Section title="What to do">{check.fix}</Section>
            {check.confirm === '' ? null : (
              <section>
                <h2 className="mb-1 font-semibold">How to confirm it</h2>
                <CodeBlock code={check.confirm} label="command" />
              </section>
            )}
            <Section title="When it is right to ignore it">
              {check.ignore ?? 'Never: when it is reported, traffic is affected or will be.'}
            </Section>
          </div>
        </Card>
        <Card title="About this check">
          <dl className="space-y-3">
            <Property name="Who can fix it">{whoWords[check.who]}</Property>
            <Property name="How sure it is">{levelWords[check.level]}</Property>
            {check.causes.length > 0 ? (
              <Property name="Explained by">
                <ul className="space-y-0.5">
                  {check.causes.map((cause) => (
                    <li key={cause}>
                      <Link className="link break-all" href={paths.check(cause)}>
                        {cause}
                      </Link>
                    </li>
                  ))}
                </ul>
                <p className="mt-0.5 text-muted">
                  When one of these is found too, this one is shown as its consequence.
                </p>
              </Property>
            ) : null}
            {check.inputs.length > 0 ? (
              <Property name="What it reads">
                <span className="flex flex-wrap gap-1">
                  {check.inputs.map((input) => (
                    <Chip key={input}>{input === 'Dns' ? 'DNS' : input}</Chip>
                  ))}
                </span>
              </Property>
            ) : null}
            <Property name="Where the rule comes from">{check.source}</Property>
          </dl>
        </Card>
      </div>
    </>
  )
}

async function readCheck(params: CheckPageProps['params']): Promise<CatalogueCheck | null> {
  try {
    return await findCheck(decodeParam((await params).checkId))
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

function Section({ title, children }: { title: string; children: string }) {
  return (
    <section>
      <h2 className="mb-1 font-semibold">{title}</h2>
      {children.split('\n').map((line) => (
        <p key={line} className="break-words">
          {line}
        </p>
      ))}
    </section>
  )
}

function Property({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-faint text-sm">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  )
}
