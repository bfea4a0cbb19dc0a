import type { CorefileProblem, ProblemCode } from '@/lib/dns-cache/problem'
import { formatCounted } from '@/lib/format/count'
import type { ClusterSubject } from '../cluster-subject'
import { type Check, type CheckPage, clear, defineCheck, type EvidenceDraft, found } from '../define-check'
import {
  confirmCorefile,
  corefileInputs,
  type InstalledCorefile,
  judgeCorefile,
  listCorefileCommands,
  reloadNote,
  sources,
} from './judge-corefile'

interface ProblemCheck {
  id: ProblemCode
  title: string
  severity: Check<ClusterSubject>['severity']
  order: number
  /** What follows from it, as a sentence of its own. */
  consequence: string
  page: Omit<CheckPage, 'confirm' | 'source'> & { source?: string }
}

/** Problems that the parser finds and names itself: one check for each of its codes, the rest of what CoreDNS refuses in the first. */
const problemChecks: ProblemCheck[] = [
  {
    id: 'corefile-parse-error',
    title: 'CoreDNS refuses the Corefile',
    severity: 'error',
    order: 1,
    consequence: 'A starting Pod crashes, and running ones silently keep the old configuration.',
    page: {
      see: 'The Corefile does not pass the parser, the zone keys or the setup of a plugin, with the CoreDNS release of the installed image.',
      why: 'A starting Pod crashes in a loop. Running Pods fail to reload and keep the old configuration, so the fault shows up at the next node.',
      fix: 'Correct the line that is shown.',
    },
  },
  {
    id: 'plugin-not-linked',
    title: 'The Corefile uses a plugin that node-cache does not have',
    severity: 'error',
    order: 2,
    consequence: 'The process does not start with this file.',
    page: {
      see: 'A directive is known to CoreDNS but not built into the node-cache image.',
      why: 'node-cache links few plugins; ready, kubernetes, acl and others stop it from starting.',
      fix: 'Remove the directive, or do its work in the central CoreDNS.',
      source: sources.nodeCache,
    },
  },
  {
    id: 'option-too-new',
    title: 'The Corefile uses an option newer than the image',
    severity: 'error',
    order: 3,
    consequence: 'The process does not start with this file.',
    page: {
      see: 'An option exists only in later CoreDNS releases than the one in the installed image.',
      why: 'CoreDNS takes it for an unknown option and refuses the file.',
      fix: 'Upgrade the image, or drop the option.',
      source: sources.nodeCache,
    },
  },
  {
    id: 'placeholder-left',
    title: 'A placeholder was never filled in',
    severity: 'error',
    order: 4,
    consequence: 'Nothing fills it in at run time.',
    page: {
      see: 'The Corefile holds a __PILLAR__ word that node-cache does not replace, such as __PILLAR__DNS__DOMAIN__.',
      why: 'The installer had to replace it. As it stands the zone matches no query, or a plugin refuses the word.',
      fix: 'Render the manifest with the cluster domain and addresses.',
      source: sources.nodeCache,
    },
  },
  {
    id: 'brace-glued',
    title: 'A brace is glued to a word',
    severity: 'error',
    order: 5,
    consequence: 'CoreDNS reads word and brace as one name, so the block does something else than it looks.',
    page: {
      see: 'A zone key, directive or argument contains a brace.',
      why: 'Braces count only as words of their own; glued ones make zones that match nothing or options that are not read.',
      fix: 'Put a space or a line break around the brace.',
    },
  },
  {
    id: 'zone-uppercase',
    title: 'A zone has upper-case letters',
    severity: 'error',
    order: 6,
    consequence: 'Names are looked up in lower case, so the block is never reached.',
    page: {
      see: 'A zone key has upper-case letters and the image runs CoreDNS before 1.14.7.',
      why: 'Query names are lower-cased before the lookup and zones are not, so queries are refused or fall to another block.',
      fix: 'Write the zone in lower case.',
    },
  },
  {
    id: 'zone-suspicious',
    title: 'A zone can match no name',
    severity: 'warning',
    order: 7,
    consequence: 'No query matches it.',
    page: {
      see: 'A zone key holds a comma, colon, slash, unknown scheme or a bare address.',
      why: 'CoreDNS accepts it as a literal zone name that no query has.',
      fix: 'Separate zones by spaces, use a known scheme, and write networks as CIDR.',
    },
  },
  {
    id: 'keyless-block',
    title: 'A server block has no zone',
    severity: 'warning',
    order: 8,
    consequence: 'CoreDNS drops the block without a word.',
    page: {
      see: 'A server block stands without a key, or its only key is empty.',
      why: 'The block is ignored, and its names fall to another block or are refused.',
      fix: 'Add the zone before the brace.',
    },
  },
  {
    id: 'comment-glued',
    title: 'A comment is glued to a word',
    severity: 'error',
    order: 9,
    consequence: 'The rest of the comment is read as arguments.',
    page: {
      see: 'A # stands inside a word and more words follow on the line.',
      why: 'The comment ends at the next space; what follows becomes arguments, for cache even zones.',
      fix: 'Put a space before the #.',
    },
  },
  {
    id: 'cache-ttl-unit',
    title: 'The TTL of cache has a unit, so nothing is cached',
    severity: 'error',
    order: 20,
    consequence: 'Every query of the block goes upstream.',
    page: {
      see: 'The first argument of cache looks like a duration, such as 30s.',
      why: 'cache takes plain seconds; anything else is read as a zone to limit caching to, so real names are not cached.',
      fix: 'Write plain seconds: cache 30.',
      source: sources.cache,
    },
  },
  {
    id: 'cache-zone-outside',
    title: 'cache names zones outside its block',
    severity: 'warning',
    order: 21,
    consequence: 'The names of the block are not cached.',
    page: {
      see: 'The zones after cache are neither the zones of the block nor below them.',
      why: 'Only names in those zones are cached, and the block never sees them.',
      fix: 'Remove the zones after cache.',
      source: sources.cache,
    },
  },
]

const ownCodes = new Set<ProblemCode>(problemChecks.map((check) => check.id))

function belongsTo(problem: CorefileProblem, id: ProblemCode): boolean {
  if (ownCodes.has(problem.code)) return problem.code === id
  return id === 'corefile-parse-error' && problem.stage !== 'WARNING'
}

function showProblem({ corefile }: InstalledCorefile, problem: CorefileProblem): EvidenceDraft {
  const field = `${corefile.key} line ${problem.line}, column ${problem.column}`
  return { object: corefile.ref, field, observed: problem.message, expected: problem.fix }
}

function defineProblemCheck({ id, title, severity, order, consequence, page }: ProblemCheck): Check<ClusterSubject> {
  return defineCheck<ClusterSubject>({
    id,
    title,
    severity,
    level: 'proven',
    area: 'dns-cache',
    order,
    who: 'platform',
    inputs: corefileInputs,
    evaluate: (_, view) =>
      judgeCorefile(view, (installed) => {
        const problems = installed.reading.problems.filter((problem) => belongsTo(problem, id))
        const first = problems[0]
        if (first === undefined) return clear
        const more = problems.length === 1 ? '' : ` (${formatCounted(problems.length - 1, 'more place')})`
        return found({
          summary: `Line ${first.line}${more}: ${first.message} ${consequence}`,
          object: installed.corefile.ref,
          evidence: problems.map((problem) => showProblem(installed, problem)),
          fix: { text: `${first.fix} ${reloadNote}`, commands: listCorefileCommands(installed) },
        })
      }),
    page: { confirm: confirmCorefile, source: sources.parser, ...page },
  })
}

/** Checks of the Corefile as text: what CoreDNS refuses, and what it accepts but does not understand as it was meant. */
export const corefileChecks: Check<ClusterSubject>[] = problemChecks.map(defineProblemCheck)
