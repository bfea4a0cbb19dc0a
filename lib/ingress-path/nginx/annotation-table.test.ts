import { describe, expect, it } from 'vitest'
import { valueRules } from './annotation-rules'
import { annotationAliases, nginxAnnotations } from './annotation-table'

describe('the table of annotations', () => {
  it('has every annotation once, with a rule that accepts something, and aliases of names it has', () => {
    expect(nginxAnnotations.size).toBeGreaterThan(120)
    for (const { needs } of nginxAnnotations.values())
      if (needs !== undefined) expect(nginxAnnotations.has(needs.name)).toBe(true)
    for (const name of annotationAliases.values()) expect(nginxAnnotations.has(name)).toBe(true)
  })

  // Expected: the field list and Parse of internal/ingress/annotations/<parser>/main.go.
  it.each([
    ['server-alias', 'alias', 'High', 'dropped'],
    ['auth-secret', 'auth', 'Medium', 'denied'],
    ['auth-realm', 'auth', 'Medium', 'dropped'],
    ['auth-url', 'authreq', 'High', 'dropped'],
    ['auth-tls-verify-depth', 'authtls', 'Low', 'ignored'],
    ['auth-tls-match-cn', 'authtls', 'High', 'dropped'],
    ['backend-protocol', 'backendprotocol', 'Low', 'ignored'],
    ['canary-weight', 'canary', 'Low', 'ignored'],
    ['client-body-buffer-size', 'clientbodybuffersize', 'Low', 'dropped'],
    ['connection-proxy-header', 'connection', 'Low', 'dropped'],
    ['cors-allow-origin', 'cors', 'Medium', 'ignored'],
    ['custom-http-errors', 'customhttperrors', 'Low', 'dropped'],
    ['default-backend', 'defaultbackend', 'Low', 'dropped'],
    ['fastcgi-index', 'fastcgi', 'Medium', 'dropped'],
    ['http2-push-preload', 'http2pushpreload', 'Low', 'dropped'],
    ['denylist-source-range', 'ipdenylist', 'Medium', 'denied'],
    ['load-balance', 'loadbalancing', 'Low', 'dropped'],
    ['modsecurity-transaction-id', 'modsecurity', 'High', 'ignored'],
    ['opentelemetry-operation-name', 'opentelemetry', 'Medium', 'dropped'],
    ['proxy-body-size', 'proxy', 'Medium', 'ignored'],
    ['proxy-ssl-secret', 'proxyssl', 'Medium', 'dropped'],
    ['proxy-ssl-name', 'proxyssl', 'High', 'ignored'],
    ['limit-rps', 'ratelimit', 'Low', 'dropped'],
    ['limit-rate', 'ratelimit', 'Low', 'ignored'],
    ['from-to-www-redirect', 'redirect', 'Low', 'dropped'],
    ['rewrite-target', 'rewrite', 'Medium', 'ignored'],
    ['satisfy', 'satisfy', 'Low', 'ignored'],
    ['service-upstream', 'serviceupstream', 'Low', 'ignored'],
    ['session-cookie-samesite', 'sessionaffinity', 'Low', 'ignored'],
    ['ssl-ciphers', 'sslcipher', 'Low', 'dropped'],
    ['ssl-passthrough', 'sslpassthrough', 'Low', 'dropped'],
    ['upstream-hash-by-subset-size', 'upstreamhashby', 'Low', 'dropped'],
    ['upstream-vhost', 'upstreamvhost', 'Low', 'dropped'],
    ['x-forwarded-prefix', 'xforwardedprefix', 'Medium', 'dropped'],
  ])('%s is read by %s, has risk %s, and a bad value is %s', (name, parser, risk, onInvalid) => {
    expect(nginxAnnotations.get(name)).toMatchObject({ parser, risk, onInvalid })
  })

  it('long values of tenants are matched in linear time', () => {
    const long = 'a'.repeat(50_000)
    for (const rule of Object.values(valueRules)) expect(typeof rule.isValid(`${long};`)).toBe('boolean')
    expect(valueRules.methods.isValid(`${long};`)).toBe(false)
    expect(valueRules.origins.isValid(`${long}!`)).toBe(false)
  })

  it.each([
    ['integer', '60', '60s'],
    ['integer', '-1', '1.5'],
    ['boolean', 'True', 'yes'],
    ['size', '8m', '8 megabytes'],
    ['size', '0', 'm'],
    ['addresses', '10.0.0.0/8,192.0.2.7, 2001:db8::1', '10.0.0.0/33'],
    ['addresses', '192.0.2.0/24', '192.0.2'],
    ['protocol', 'https', 'h2c'],
    ['errorCodes', '404,503', '200'],
    ['capturePath', '/$1/x', '/{x}'],
    ['url', 'https://shop.example.net/a?b=c', 'https://x/$host'],
    ['urlWithVariables', 'https://$host/oauth2/auth', 'https://x/"'],
    ['name', 'shop/users', 'users;'],
    ['nextUpstream', 'error timeout', 'always'],
    ['origins', 'https://*.example.net,http://a:80', 'https://a/b'],
    ['origins', 'null,shop://a', 'https//{a}'],
    ['methods', 'GET, POST,PUT', 'GET;POST'],
    ['methods', 'get', ',GET'],
    ['exposedHeaders', '*, X-Total', 'X Total!'],
    ['verifyClient', 'optional_no_ca', 'Optional'],
    ['connection', 'keep-alive', 'upgrade'],
    ['balancing', 'ewma', 'least_conn'],
    ['cipherList', 'ALL:!aNULL@SECLEVEL=2', 'ALL@SECLEVEL=9'],
    ['sslProtocols', 'TLSv1.2 TLSv1.3', 'TLSv1.1'],
    ['errorPage', '@named', 'https://a/b?c'],
    ['errorPage', '/no/access.html', '/a//b'],
    ['httpUrl', 'HTTPS://a', '/a'],
    ['plainCodes', '404,503', '404, 503'],
    ['variables', '$request_uri-x', '$host/x'],
    ['capturePathTrimmed', '/$1 ', '/{x}'],
    ['serverName', ' ~^www\\d+$ ', 'a;b'],
    ['sameSite', 'lax', 'sometimes'],
    ['serviceName', 'fallback-v2', '2-fallback'],
  ] as const)('%s accepts %s and not %s', (rule, good, bad) => {
    expect([valueRules[rule].isValid(good), valueRules[rule].isValid(bad)]).toEqual([true, false])
  })
})
