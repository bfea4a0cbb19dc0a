'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { ErrorState } from '@/components/states/error-state'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import {
  type CatalogueFault,
  clearDemoFaults,
  demoFaultsQuery,
  type LastingFault,
  removeDemoFault,
  startDemoFault,
} from '@/lib/api/demo-faults'
import { faultSearch } from '../search-params'
import { FaultCatalogue } from './fault-catalogue'
import { FaultChoices } from './fault-choices'
import { sayLastingTarget, sayTarget, settleChoice, toWish } from './fault-words'
import { LastingFaults } from './lasting-faults'

/** Breaks the embedded platform and heals it, and shows what lasts. */
export function FaultPanel() {
  const queryClient = useQueryClient()
  const faults = useQuery(demoFaultsQuery())
  const [search, setSearch] = useQueryStates(faultSearch, { history: 'replace', shallow: true })
  const [told, setTold] = useState('')
  const change = useMutation({
    mutationFn: ({ act }: { act: () => Promise<unknown>; tell: string }) => act(),
    onMutate: () => setTold(''),
    onSuccess: (_answer, { tell }) => setTold(tell),
    // A removal that came too late is answered with 404: either way the list is what has to be looked at.
    onSettled: () => queryClient.invalidateQueries(demoFaultsQuery()),
  })

  if (faults.data === undefined) {
    return faults.error === null ? (
      <Card>
        <Skeleton className="h-72" />
      </Card>
    ) : (
      <Card>
        <ErrorState
          what="The list of faults"
          error={faults.error}
          onRetry={() => void faults.refetch()}
          isRetrying={faults.isFetching}
        />
      </Card>
    )
  }

  const { catalogue, active, clusters } = faults.data
  const choice = settleChoice(faults.data, search)
  const start = (fault: CatalogueFault) =>
    change.mutate({
      act: () => startDemoFault(toWish(fault, choice)),
      tell: `${fault.title}: ${sayTarget(fault, choice)}, for ${choice.seconds} seconds.`,
    })
  const remove = (fault: LastingFault) =>
    change.mutate({
      act: () => removeDemoFault(fault.id),
      tell: `${catalogue.find(({ id }) => id === fault.fault)?.title ?? fault.fault} is over: ${sayLastingTarget(fault)}.`,
    })
  const heal = () => change.mutate({ act: clearDemoFaults, tell: 'Everything works again.' })
  const lasting = new Set(active.map(({ fault }) => fault))

  return (
    <div className="space-y-4">
      <LastingFaults
        faults={active}
        catalogue={catalogue}
        cluster={choice.cluster}
        isBusy={change.isPending}
        onRemove={remove}
        onHeal={heal}
      />
      <div role="status" className="text-muted empty:hidden">
        {told}
      </div>
      {change.error === null ? null : (
        <div role="alert" className="rounded-md border border-fail bg-fail-soft px-3.5 py-2 text-fail">
          <strong className="font-semibold">That did not work.</strong> {change.error.message}
        </div>
      )}
      {faults.error === null ? null : (
        <div role="alert" className="rounded-md border border-warn bg-warn-soft px-3.5 py-2 text-warn">
          <strong className="font-semibold">The list may have changed.</strong> {faults.error.message}
        </div>
      )}
      <FaultChoices clusters={clusters} choice={choice} onChange={(wanted) => void setSearch(wanted)} />
      {[
        { target: 'kubernetes', title: 'API server' },
        { target: 'dns', title: 'DNS' },
      ].map(({ target, title }) => (
        <FaultCatalogue
          key={target}
          title={title}
          faults={catalogue.filter((fault) => fault.target === target)}
          choice={choice}
          lasting={lasting}
          isBusy={change.isPending}
          onBreak={start}
        />
      ))}
    </div>
  )
}
