'use client'

import { Card } from '@/components/ui/card'
import { classNames } from '@/components/ui/class-names'
import { CodeBlock } from '@/components/ui/code-block'
import { Cell, ColumnHeader, RowHeader, Table } from '@/components/ui/table'
import type { AksName } from '@/lib/egress/aks-update'
import { compareOptions, type HelpColumn, type HelpTable } from '@/lib/egress/help-options'
import { listNotes, nameColumn, nameOption, sayCell, writeOption } from '@/lib/egress/say-help-options'
import type { WhatIfBase, WhatIfQuestion } from '@/lib/egress/what-if'
import { formatCount } from '@/lib/format/count'
import type { WhatIf } from './use-what-if'

type Option = HelpTable['options'][number]

interface WhatWouldHelpCardProps {
  whatIf: WhatIf
  base: WhatIfBase
  question: WhatIfQuestion
  azureCluster: AksName | null
}

/** The ways out of too few ports beside each other, and the command of the chosen one with what it breaks. */
export function WhatWouldHelpCard({ whatIf, base, question, azureCluster }: WhatWouldHelpCardProps) {
  const table = compareOptions(base, question)
  const chosen = chooseOption(table, whatIf.option)
  return (
    <Card title="What would help" aside="computed, not observed" padding="none">
      <fieldset className="min-w-0">
        <legend className="sr-only">Option whose command is shown</legend>
        <Table caption="Ports per node by option and node count">
          <thead>
            <tr>
              <ColumnHeader>Option</ColumnHeader>
              {table.columns.map((column) => (
                <ColumnHeader key={column.nodes} isNumber className={isOnlyAsked(column) ? 'text-what-if' : undefined}>
                  <span className="block text-ink">at {formatCount(column.nodes)}</span>
                  <span className="block whitespace-normal">{nameColumn(column)}</span>
                </ColumnHeader>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.options.map((option) => (
              <OptionRow
                key={option.id}
                option={option}
                columns={table.columns}
                isChosen={option === chosen}
                onChoose={() => whatIf.choose(option.id)}
              />
            ))}
          </tbody>
        </Table>
      </fieldset>
      {chosen === undefined ? null : (
        <ChosenOption option={chosen} base={base} table={table} azureCluster={azureCluster} />
      )}
    </Card>
  )
}

/** What was asked about comes first; then the manual value, which Microsoft recommends over default allocation. */
function chooseOption({ options }: HelpTable, wanted: WhatIf['option']): Option | undefined {
  const find = (id: Option['id'] | null) => options.find((option) => option.id === id)
  return find(wanted) ?? find('what-if') ?? find('manual') ?? options[0]
}

const isOnlyAsked = ({ is }: HelpColumn) => is.includes('what-if') && !is.includes('now')

interface OptionRowProps {
  option: Option
  columns: readonly HelpColumn[]
  isChosen: boolean
  onChoose: () => void
}

function OptionRow({ option, columns, isChosen, onChoose }: OptionRowProps) {
  const { name, rule } = nameOption(option)
  const most = option.id === 'nat-gateway' ? 0 : Math.max(...option.cells.map(({ portsPerNode }) => portsPerNode ?? 0))
  return (
    <tr className={isChosen ? 'bg-accent-soft' : undefined}>
      <RowHeader className="min-w-44">
        <label className="flex cursor-pointer items-start gap-2">
          <input
            type="radio"
            name="help-option"
            checked={isChosen}
            onChange={onChoose}
            className="mt-1 accent-accent"
          />
          <span>
            <span className={option.id === 'what-if' ? 'text-what-if' : undefined}>{name}</span>
            <span className="block font-normal text-muted text-sm">{rule}</span>
          </span>
        </label>
      </RowHeader>
      {option.id === 'nat-gateway' ? (
        <Cell isNumber colSpan={columns.length}>
          on demand
        </Cell>
      ) : (
        option.cells.map((cell, at) => {
          const isLess = sayCell(cell) === 'refused' || cell.portsPerNode === null || cell.portsPerNode < most
          return (
            <Cell
              key={columns[at]?.nodes}
              isNumber
              className={classNames(isLess ? 'text-fail' : undefined, isChosen && 'font-semibold')}
            >
              {sayCell(cell)}
              {cell.fit === 'surge-refused' ? (
                <span className="block whitespace-normal font-normal text-sm text-warn">may be refused</span>
              ) : null}
            </Cell>
          )
        })
      )}
    </tr>
  )
}

interface ChosenOptionProps {
  option: Option
  base: WhatIfBase
  table: HelpTable
  azureCluster: AksName | null
}

function ChosenOption({ option, base, table, azureCluster }: ChosenOptionProps) {
  const command = writeOption(option, azureCluster)
  const { name, rule } = nameOption(option)
  return (
    <div className="space-y-2 border-line border-t px-3.5 py-3">
      <h3 className="font-medium">
        {name}: <span className="font-normal text-muted">{rule}</span>
      </h3>
      {command === null ? null : <CodeBlock label={`command: ${name}`} code={command} />}
      {command === null || azureCluster !== null ? null : (
        <p className="text-muted">
          Put in the cluster’s own RESOURCE_GROUP and CLUSTER_NAME: the Nodes do not tell them.
        </p>
      )}
      {base.assumptions.length === 0 || command === null ? null : (
        <p className="text-muted">Part of this is assumed. Look at the outbound rule before you run anything.</p>
      )}
      <ul className="list-disc space-y-1 pl-4 text-muted">
        {listNotes(option, base, table).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  )
}
