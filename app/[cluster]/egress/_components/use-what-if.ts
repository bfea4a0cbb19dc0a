'use client'

import { useQueryStates } from 'nuqs'
import type { EgressAnswer } from '@/lib/api/egress'
import { answerWhatIf, isHypothesis, type WhatIfAnswer, type WhatIfBase } from '@/lib/egress/what-if'
import {
  readWhatIf,
  stepField,
  type WhatIfField,
  type WhatIfProblem,
  type WhatIfText,
} from '@/lib/egress/what-if-fields'
import { describeScope, type WhatIfScope } from '@/lib/egress/what-if-scope'
import { type helpOptionIds, whatIfParsers } from './what-if-params'

/** The question of the page: what was asked, what it comes to, and how to ask another one. */
export interface WhatIf {
  scope: WhatIfScope
  text: WhatIfText
  problems: readonly WhatIfProblem[]
  /** Null when something is wrong with the fields, or nothing can be computed for this cluster. */
  answer: WhatIfAnswer | null
  /** The answer, when it is about another cluster than the one that is there. Only then anything is marked "what if". */
  hypothesis: WhatIfAnswer | null
  /** Something stands in the URL. */
  isAsked: boolean
  option: (typeof helpOptionIds)[number] | null
  type: (field: WhatIfField, text: string) => void
  step: (field: WhatIfField, steps: number) => void
  choose: (option: (typeof helpOptionIds)[number]) => void
  reset: () => void
}

const paramOf = { nodes: 'nodes', outboundIps: 'ips', allocatedPorts: 'ports' } as const

/** Reads the question from the URL and answers it. Nothing is asked of the server: all of it follows from the answer already there. */
export function useWhatIf(egress: EgressAnswer): WhatIf {
  const [asked, setAsked] = useQueryStates(whatIfParsers)
  const scope = describeScope(egress)
  const text: WhatIfText = { nodes: asked.nodes, outboundIps: asked.ips, allocatedPorts: asked.ports }
  const base = scope.kind === 'load-balancer' ? scope.base : null
  const { answer, problems } = base === null ? { answer: null, problems: [] } : compute(base, text)
  const isOther = base !== null && answer !== null && isHypothesis(base, answer.asked.question)
  return {
    scope,
    text,
    problems,
    answer,
    hypothesis: isOther ? answer : null,
    isAsked: Object.values(text).some((typed) => typed !== null),
    option: asked.option,
    type: (field, typed) => setAsked({ [paramOf[field]]: typed }),
    step: (field, steps) => {
      if (base === null) return
      const now = answer?.now?.allocation.portsPerNode ?? null
      setAsked({ [paramOf[field]]: stepField(field, base, text, steps, now) })
    },
    choose: (option) => setAsked({ option }),
    reset: () => setAsked({ nodes: null, ips: null, ports: null, option: null }),
  }
}

function compute(base: WhatIfBase, text: WhatIfText) {
  const { question, problems } = readWhatIf(base, text)
  return { answer: question === null ? null : answerWhatIf(base, question), problems }
}
