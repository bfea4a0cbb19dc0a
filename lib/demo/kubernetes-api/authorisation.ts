/** Who a request comes from. */
export interface DemoUser {
  name: string
  groups: string[]
}

/** What a request wants to do, in the words of `authorization.k8s.io/v1` ResourceAttributes. */
export interface AccessAttributes {
  verb: string
  group: string
  /** Plural name, with a subresource as `ingresses/status`. */
  resource: string
  /** Empty for cluster-scoped kinds and for requests over all namespaces. */
  namespace: string
  name: string
}

/** `*` stands for everything in each list; without `namespaces` a rule holds everywhere, like a ClusterRoleBinding. */
export interface AccessRule {
  verbs: string[]
  groups: string[]
  resources: string[]
  namespaces?: string[]
}

export interface AccessDecision {
  isAllowed: boolean
  reason: string
}

/**
 * Tokens and rules that can change while the server runs. As with RBAC, a rule is asked when a request starts: a watch that
 * is already open goes on after its rule was taken away. Unlike RBAC there are deny rules, which win over every allow rule.
 */
export interface Authorisation {
  setToken(token: string, user: DemoUser): void
  /** The token is answered with 401 from now on. */
  removeToken(token: string): void
  /** Subject is `user:NAME` or `group:NAME`. */
  allow(subject: string, rule: AccessRule): { remove(): void }
  deny(subject: string, rule: AccessRule): { remove(): void }
  findUser(token: string): DemoUser | undefined
  decide(user: DemoUser, attributes: AccessAttributes): AccessDecision
  /** The allow rules that a user has in a namespace, and whether deny rules make that list incomplete. */
  rulesFor(user: DemoUser, namespace: string): { rules: AccessRule[]; isIncomplete: boolean }
}

interface Grant {
  subject: string
  effect: 'allow' | 'deny'
  rule: AccessRule
}

const isIn = (list: string[], value: string) => list.includes('*') || list.includes(value)

function isMatch(rule: AccessRule, attributes: AccessAttributes): boolean {
  if (!isIn(rule.verbs, attributes.verb) || !isIn(rule.groups, attributes.group)) return false
  if (!isIn(rule.resources, attributes.resource)) return false
  return rule.namespaces === undefined || rule.namespaces.includes(attributes.namespace)
}

function isHeldBy(grant: Grant, user: DemoUser): boolean {
  return grant.subject === `user:${user.name}` || user.groups.some((group) => grant.subject === `group:${group}`)
}

/** Members of `system:masters` may do everything that no deny rule forbids. */
export function createAuthorisation(tokens: Record<string, DemoUser>): Authorisation {
  const users = new Map(Object.entries(tokens))
  const grants = new Set<Grant>()
  const add = (effect: Grant['effect'], subject: string, rule: AccessRule) => {
    const grant: Grant = { subject, effect, rule }
    grants.add(grant)
    return { remove: () => void grants.delete(grant) }
  }
  const heldBy = (user: DemoUser) => [...grants].filter((grant) => isHeldBy(grant, user))
  return {
    setToken: (token, user) => void users.set(token, user),
    removeToken: (token) => void users.delete(token),
    allow: (subject, rule) => add('allow', subject, rule),
    deny: (subject, rule) => add('deny', subject, rule),
    findUser: (token) => users.get(token),
    decide(user, attributes) {
      const matching = heldBy(user).filter((grant) => isMatch(grant.rule, attributes))
      if (matching.some((grant) => grant.effect === 'deny')) return { isAllowed: false, reason: '' }
      if (user.groups.includes('system:masters')) return { isAllowed: true, reason: '' }
      const grant = matching[0]
      if (grant) return { isAllowed: true, reason: `RBAC: allowed by a rule for "${grant.subject}"` }
      return { isAllowed: false, reason: '' }
    },
    rulesFor(user, namespace) {
      const held = heldBy(user)
      const rules = held
        .filter(({ effect, rule }) => effect === 'allow' && (rule.namespaces?.includes(namespace) ?? true))
        .map((grant) => grant.rule)
      if (user.groups.includes('system:masters')) rules.unshift({ verbs: ['*'], groups: ['*'], resources: ['*'] })
      return { rules, isIncomplete: held.some((grant) => grant.effect === 'deny') }
    },
  }
}

/** The message of a 403, worded as the real server words it so that clients and people recognise it. */
export function describeDenial(user: DemoUser, attributes: AccessAttributes): string {
  const { verb, resource, group, namespace, name } = attributes
  const subject = `${resource}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` "${name}"`}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`
}
