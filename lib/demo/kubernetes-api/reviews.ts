import { readArray, readRecord, readString } from '@/lib/demo/json'
import type { AccessAttributes, Authorisation, DemoUser } from '@/lib/demo/kubernetes-api/authorisation'

function readAttributes(review: unknown): AccessAttributes {
  const wanted = readRecord(review, 'spec', 'resourceAttributes')
  const resource = readString(wanted, 'resource') ?? ''
  const subresource = readString(wanted, 'subresource') ?? ''
  return {
    verb: readString(wanted, 'verb') ?? '',
    group: readString(wanted, 'group') ?? '',
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    namespace: readString(wanted, 'namespace') ?? '',
    name: readString(wanted, 'name') ?? '',
  }
}

/**
 * Answers a review by its resource name with the same rules that judge requests; null for a resource that is no review.
 * A review by non-resource path is allowed to everybody here.
 */
export function answerReview(
  resource: string,
  body: unknown,
  user: DemoUser,
  authorisation: Authorisation,
): Record<string, unknown> | null {
  const review = readRecord({ body }, 'body')
  const decide = (subject: DemoUser) => {
    if (Object.keys(readRecord(review, 'spec', 'nonResourceAttributes')).length > 0) return { allowed: true }
    const { isAllowed, reason } = authorisation.decide(subject, readAttributes(review))
    return { allowed: isAllowed, ...(reason === '' ? {} : { reason }) }
  }
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return { ...review, status: decide(user) }
    case 'subjectaccessreviews': {
      const groups = readArray(review, 'spec', 'groups').filter((group) => typeof group === 'string')
      return { ...review, status: decide({ name: readString(review, 'spec', 'user') ?? '', groups }) }
    }
    case 'selfsubjectrulesreviews': {
      const { rules, isIncomplete } = authorisation.rulesFor(user, readString(review, 'spec', 'namespace') ?? '')
      const resourceRules = rules.map((rule) => ({
        verbs: rule.verbs,
        apiGroups: rule.groups,
        resources: rule.resources,
      }))
      return { ...review, status: { resourceRules, nonResourceRules: [], incomplete: isIncomplete } }
    }
    case 'tokenreviews': {
      const found = authorisation.findUser(readString(review, 'spec', 'token') ?? '')
      const status = found
        ? { authenticated: true, user: { username: found.name, groups: [...found.groups, 'system:authenticated'] } }
        : { authenticated: false, error: 'invalid bearer token' }
      return { ...review, status }
    }
    case 'selfsubjectreviews':
      return {
        ...review,
        status: { userInfo: { username: user.name, groups: [...user.groups, 'system:authenticated'] } },
      }
    default:
      return null
  }
}
