import { readArray, readRecord, readString } from '@/lib/demo/json'
import type { KubeObject } from '@/lib/demo/kubernetes-api/kube-object'
import { buildRequest } from '@/lib/demo/scenarios/certificate-request'
import { buildEvent } from '@/lib/demo/scenarios/pods'
import type { ScenarioContext } from '@/lib/demo/scenarios/scenario-context'

/** A first issuance that waits for its DNS-01 record to show: Certificate, CertificateRequest, Order and one Challenge per name. */
export function buildPendingCertificate(context: ScenarioContext, certificate: KubeObject, age = '20m'): KubeObject[] {
  const { name, namespace = '' } = certificate.metadata
  const since = context.ago(age)
  const issuerRef = readRecord(certificate, 'spec', 'issuerRef')
  const issuing = {
    message: 'Issuing certificate as Secret does not exist',
    reason: 'DoesNotExist',
    lastTransitionTime: since,
    observedGeneration: 1,
  }
  const pending: KubeObject = {
    ...certificate,
    metadata: { ...certificate.metadata, uid: context.uid('Certificate', namespace, name) },
    status: {
      conditions: [
        { type: 'Issuing', status: 'True', ...issuing },
        { type: 'Ready', status: 'False', ...issuing },
      ],
      nextPrivateKeySecretName: `${name}-key`,
    },
  }
  const request = buildRequest(pending, 1, since)
  request.metadata.uid = context.uid('CertificateRequest', namespace, request.metadata.name)
  const orderName = `${request.metadata.name}-${context.pick(1_000_000_000, 'order', namespace, name)}`
  request.status = {
    conditions: [
      {
        type: 'Approved',
        status: 'True',
        reason: 'cert-manager.io',
        message: 'Certificate request has been approved by cert-manager.io',
        lastTransitionTime: since,
      },
      {
        type: 'Ready',
        status: 'False',
        reason: 'Pending',
        message: `Waiting on certificate issuance from order ${namespace}/${orderName}: "pending"`,
        lastTransitionTime: since,
      },
    ],
  }
  const dnsNames = readArray(certificate, 'spec', 'dnsNames').filter((host) => typeof host === 'string')
  const owned = (kind: string, owner: string, apiVersion: string) => [
    {
      apiVersion,
      kind,
      name: owner,
      uid: context.uid(kind, namespace, owner),
      controller: true,
      blockOwnerDeletion: true,
    },
  ]
  const authorization = (host: string) =>
    `https://acme.example.org/authz/${context.pick(1_000_000, 'authz', namespace, host)}`
  const order: KubeObject = {
    apiVersion: 'acme.cert-manager.io/v1',
    kind: 'Order',
    metadata: {
      name: orderName,
      namespace,
      uid: context.uid('Order', namespace, orderName),
      creationTimestamp: since,
      annotations: request.metadata.annotations,
      ownerReferences: owned('CertificateRequest', request.metadata.name, 'cert-manager.io/v1'),
    },
    spec: { dnsNames, issuerRef },
    status: {
      state: 'pending',
      url: 'https://acme.example.org/order/1/1',
      authorizations: dnsNames.map((host) => ({
        identifier: host.replace(/^\*\./, ''),
        wildcard: host.startsWith('*.'),
        url: authorization(host),
        initialState: 'pending',
        challenges: (host.startsWith('*.') ? ['dns-01'] : ['http-01', 'dns-01']).map((type) => ({ type })),
      })),
    },
  }
  const challenges = dnsNames.map(
    (host): KubeObject => ({
      apiVersion: 'acme.cert-manager.io/v1',
      kind: 'Challenge',
      metadata: {
        name: `${orderName}-${context.pick(1_000_000_000, 'challenge', namespace, host)}`,
        namespace,
        creationTimestamp: since,
        finalizers: ['acme.cert-manager.io/finalizer'],
        ownerReferences: owned('Order', orderName, 'acme.cert-manager.io/v1'),
      },
      spec: {
        authorizationURL: authorization(host),
        dnsName: host,
        issuerRef,
        solver: { dns01: { azureDNS: { hostedZoneName: host.split('.').slice(1).join('.') } } },
        type: 'DNS-01',
        wildcard: false,
      },
      status: {
        presented: true,
        processing: true,
        state: 'pending',
        reason: `Waiting for DNS-01 challenge propagation: DNS record for "${host}" not yet propagated`,
      },
    }),
  )
  return [pending, request, order, ...challenges]
}

/** A Certificate whose issuer does not exist: the request waits for ever, and an Event says for what. */
export function buildCertificateWithoutIssuer(context: ScenarioContext, certificate: KubeObject): KubeObject[] {
  const { name, namespace = '', creationTimestamp = context.ago('1d') } = certificate.metadata
  const issuer = readString(certificate, 'spec', 'issuerRef', 'name') ?? ''
  const issuing = {
    message: 'Issuing certificate as Secret does not exist',
    reason: 'DoesNotExist',
    lastTransitionTime: creationTimestamp,
    observedGeneration: 1,
  }
  const waiting: KubeObject = {
    ...certificate,
    metadata: { ...certificate.metadata, uid: context.uid('Certificate', namespace, name) },
    status: {
      conditions: [
        { type: 'Issuing', status: 'True', ...issuing },
        { type: 'Ready', status: 'False', ...issuing },
      ],
      nextPrivateKeySecretName: `${name}-key`,
    },
  }
  const request = buildRequest(waiting, 1, creationTimestamp)
  request.metadata.uid = context.uid('CertificateRequest', namespace, request.metadata.name)
  const message = `Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "${issuer}" not found`
  request.status = {
    conditions: [
      {
        type: 'Approved',
        status: 'True',
        reason: 'cert-manager.io',
        message: 'Certificate request has been approved by cert-manager.io',
        lastTransitionTime: creationTimestamp,
      },
      { type: 'Ready', status: 'False', reason: 'Pending', message, lastTransitionTime: creationTimestamp },
    ],
  }
  const event = buildEvent(context, request, {
    type: 'Normal',
    reason: 'IssuerNotFound',
    message,
    component: 'cert-manager-certificaterequests-issuer-acme',
    firstSeen: '40m',
    lastSeen: '2m',
    count: 12,
  })
  return [waiting, request, event]
}

/** The status of an issued Certificate whose renewal failed a moment ago: still valid, and cert-manager waits to try again. */
export function renderFailedRenewal(
  status: Record<string, unknown>,
  moments: { now: string; due: string },
): Record<string, unknown> {
  const others = readArray(status, 'conditions').filter((condition) => readString(condition, 'type') !== 'Issuing')
  const message =
    'The certificate request has failed to complete and will be retried: Failed to wait for order resource to become ready: order is in "errored" state: Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: too many certificates already issued'
  const issuing = {
    type: 'Issuing',
    status: 'False',
    reason: 'Failed',
    message,
    lastTransitionTime: moments.now,
    observedGeneration: 1,
  }
  return {
    ...status,
    conditions: [...others, issuing],
    renewalTime: moments.due,
    lastFailureTime: moments.now,
    failedIssuanceAttempts: 1,
  }
}
